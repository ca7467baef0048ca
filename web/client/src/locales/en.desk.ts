// English of the desk page.
export const desk = {} as const;
