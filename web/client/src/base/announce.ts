// The page's two live regions. Assertive: floor given or taken, connection or device lost. Polite:
// the rest that ui rules name. Nothing else may speak.
const regions = new Map<'polite' | 'assertive', HTMLElement>();

function region(kind: 'polite' | 'assertive'): HTMLElement {
  let element = regions.get(kind);
  if (!element) {
    element = document.createElement('div');
    element.className = 'vh';
    element.setAttribute('aria-live', kind);
    element.dataset['testid'] = `live-${kind}`;
    document.body.append(element);
    regions.set(kind, element);
  }
  return element;
}

/** Both regions must stand in the page before they first speak. */
export function prepareAnnouncements(): void {
  region('polite');
  region('assertive');
}

export function announce(text: string, kind: 'polite' | 'assertive' = 'polite'): void {
  const line = document.createElement('p');
  line.textContent = text;
  region(kind).replaceChildren(line); // a new node, so that the same sentence twice is said twice
}
