// `/embed/live/{id}` and `/embed/wall/{id}`: whose, and where its own page is.

export function embedded(): string {
  return decodeURIComponent(location.pathname.split('/').filter(Boolean)[2] ?? '');
}

export function livePage(consultation: string): string {
  return `/live/${encodeURIComponent(consultation)}`;
}
