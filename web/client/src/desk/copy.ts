// Copies text. The clipboard API wants https; without it the selected field is copied the old way.
export async function copy(text: string, from: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    from?.select();
    return from !== null && document.execCommand('copy');
  }
}
