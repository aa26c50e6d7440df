export default defineAppConfig({
  ui: {
    colors: { primary: 'teal', neutral: 'stone' },
    button: { slots: { base: 'font-medium' } },
  },
});
