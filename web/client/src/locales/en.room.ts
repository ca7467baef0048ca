// English of the join page, the meeting page and the chair's console.
export const room = {} as const;
