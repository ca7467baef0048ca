// What another site includes as /embed.js: <tongxin-live> and <tongxin-wall>, each a frame of ours.
// A frame and no shadow root: neither site's scripts reach into the other. `docs/embedding.md`.

interface Kind {
  /** Of our own pages' addresses. */
  path: string;
  title: string;
  /** Width by height, where the site sets none. */
  shape: string;
}

const KINDS: { readonly [name: string]: Kind } = {
  'tongxin-live': { path: 'live', title: '同心 · 直播', shape: '16 / 10' },
  'tongxin-wall': { path: 'wall', title: '同心 · 意见墙', shape: '3 / 4' },
};
const PAGE = /^\/live\/([A-Za-z0-9_-]{1,40})(\/text)?\/?$/;

function address(src: string, path: string, lang: string): string | null {
  let page: URL;
  try {
    page = new URL(src, document.baseURI);
  } catch {
    return null;
  }
  const id = PAGE.exec(page.pathname)?.[1];
  if (!id || (page.protocol !== 'https:' && page.protocol !== 'http:')) return null;
  return `${page.origin}/embed/${path}/${id}${lang === 'en' ? '?lang=en' : ''}`;
}

function define(name: string, kind: Kind): void {
  customElements.define(name, class extends HTMLElement {
    static readonly observedAttributes = ['src', 'lang', 'title'];

    connectedCallback(): void {
      this.show();
    }

    attributeChangedCallback(): void {
      if (this.isConnected) this.show();
    }

    private show(): void {
      const url = address(this.getAttribute('src') ?? '', kind.path, this.lang);
      if (url === null) {
        this.replaceChildren();
        return;
      }
      let frame = this.querySelector('iframe');
      if (!frame) {
        frame = document.createElement('iframe');
        // Before it is shown: what is set later counts for its next page only.
        frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox');
        frame.allow = 'autoplay; picture-in-picture';
        frame.allowFullscreen = true;
        frame.referrerPolicy = 'no-referrer';
        frame.style.cssText = 'display:block;width:100%;height:100%;border:0';
        if (!this.style.display) this.style.display = 'block';
        if (!this.style.height) this.style.aspectRatio = kind.shape;
        if (kind.path === 'wall' && !this.style.maxHeight) this.style.maxHeight = '40rem';
        this.replaceChildren(frame);
      }
      frame.title = this.title || kind.title;
      if (frame.src !== url) frame.src = url;
    }
  });
}

for (const [name, kind] of Object.entries(KINDS)) {
  if (!customElements.get(name)) define(name, kind);
}
