/** Sends a visitor to sign in and back to the page that was asked for. */
export default defineNuxtRouteMiddleware(async (to) => {
  const { user } = await useViewer();
  if (!user.value)
    return navigateTo(`/auth/login?return=${encodeURIComponent(to.fullPath)}`, { external: true });
});
