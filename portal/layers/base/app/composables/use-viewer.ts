import { ViewerDocument } from '../../documents/documents.gen.ts';

/** Who is looking: asked once a page load; `user` is null for visitors. A BFF that is down makes a visitor of everybody. */
export async function useViewer() {
  const ask = useGraphql();
  const route = useRoute();
  const { data } = await useAsyncData('viewer', () => ask(ViewerDocument), { dedupe: 'defer' });
  return {
    user: computed(() => data.value?.viewer.user),
    organization: computed(() => data.value?.viewer.organization),
    signInUrl: computed(() => `/auth/login?return=${encodeURIComponent(route.fullPath)}`),
  };
}
