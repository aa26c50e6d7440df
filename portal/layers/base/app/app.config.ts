const strongerUnderThePointer = {
  primary: 'hover:bg-(--primary-strong) active:bg-(--primary-strong)',
  error: 'hover:bg-(--error-strong) active:bg-(--error-strong)',
};

export default defineAppConfig({
  ui: {
    colors: { primary: 'teal', neutral: 'stone' },
    // Nuxt UI fades a button under the pointer, and its text's contrast with it: here it gets stronger.
    button: {
      compoundVariants: (['primary', 'error'] as const).map((color) => ({
        color,
        variant: 'solid' as const,
        class: strongerUnderThePointer[color],
      })),
    },
  },
});
