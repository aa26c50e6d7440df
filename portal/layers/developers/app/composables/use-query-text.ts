/** A text of the address, such as `?q=…`, that can be read and set; setting it replaces the address without a new entry. */
export function useQueryText(name: string) {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => {
      const value = route.query[name];
      return typeof value === 'string' ? value : '';
    },
    set: (value: string) => {
      const { [name]: _old, page: _page, after: _after, ...others } = route.query;
      void router.replace({ query: value ? { ...others, [name]: value } : others });
    },
  });
}
