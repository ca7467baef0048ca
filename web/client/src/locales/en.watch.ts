// English of the watch page.
export const watch = {} as const;
