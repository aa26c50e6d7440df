/** The way to ask the BFF: from a browser through this origin, while rendering directly and with the visitor’s cookie alone. */
export function useGraphql() {
  const { bffUrl } = useRuntimeConfig();
  const { cookie } = useRequestHeaders(['cookie']);
  const origin = import.meta.server ? bffUrl : '';
  const headers: Record<string, string> = cookie ? { cookie } : {};
  return <Answer, Variables>(
    document: TypedDocument<Answer, Variables>,
    ...[variables]: Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables]
  ): Promise<Answer> => askGraphql(origin, headers, document, variables ?? ({} as Variables));
}
