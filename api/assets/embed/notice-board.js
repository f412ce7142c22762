// <paragraf-notice-board>: the notices of an association on somebody else's page.
//
//   <script type="module" src="https://SERVICE/embed/notice-board.js"></script>
//   <paragraf-notice-board src="https://SERVICE" organisation="ASSOCIATION" lang="sv" limit="5">
//     <a href="https://SERVICE/ASSOCIATION/notices">Anslagstavla</a>
//   </paragraf-notice-board>
//
// One file that needs no other. It reads the public feed of notices, sets no cookie and keeps nothing. Whatever the feed
// says becomes text, never markup. What stands inside the element is shown until the notices have come, without script,
// and where the service cannot be reached.
//
// Attributes: src, organisation; lang (sv or en, else the language of the page, else Swedish); limit (1 to 50, else 5);
// heading-level (1 to 6, else 2). Parts for ::part(): section, heading, list, notice, title, days, message, more.
// Custom properties: --paragraf-gap, --paragraf-line, --paragraf-soft.

(() => {
  'use strict';

  /** How often the notices are read anew, how soon after a failure, how often we look whether it is time, and how long an
      answer may take. In milliseconds. */
  const ANEW = 15 * 60 * 1000;
  const AGAIN = 5 * 60 * 1000;
  const LOOK = 60 * 1000;
  const PATIENCE = 10 * 1000;

  const WORDS = {
    sv: {
      board: 'Anslagstavla',
      none: 'Inget anslag är uppsatt.',
      adjusted: 'Justerat',
      posted: 'Uppsatt',
      appeal: 'Sista dag att överklaga',
      apart: 'Omedelbart justerat.',
      unknown: 'uppgift saknas',
      unsaid: 'kan inte anges',
      whole: 'Hela anslagstavlan, och hur du överklagar',
      more: (all) => `Alla ${all} anslag, och hur du överklagar`,
      away: 'Anslagen kan inte hämtas just nu. De finns på förbundets egen anslagstavla:',
      stale: (time) => `Anslagen hämtades klockan ${time} och kan inte förnyas just nu.`,
      nobody: 'Anslagstavlan finns inte. Kontrollera vilket förbund som är angivet.',
    },
    en: {
      board: 'Notice board',
      none: 'No notice is up.',
      adjusted: 'Adjusted',
      posted: 'Posted',
      appeal: 'Last day to appeal',
      apart: 'Adjusted immediately.',
      unknown: 'not stated',
      unsaid: 'cannot be said',
      whole: 'The whole notice board, and how to appeal',
      more: (all) => `All ${all} notices, and how to appeal`,
      away: 'The notices cannot be fetched now. They are on the association’s own notice board:',
      stale: (time) => `The notices were fetched at ${time} and cannot be renewed now.`,
      nobody: 'There is no such notice board. Check which association is named.',
    },
  };

  // Letters, sizes and colours are those of the page around.
  const LOOKS = `
    :host { display: block; overflow-wrap: break-word; }
    :host([hidden]) { display: none; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: var(--paragraf-gap, .75em) 0; border-top: 1px solid var(--paragraf-line, currentColor); }
    p { margin: 0 0 .35em; }
    dl { margin: 0; }
    dl > div { display: flex; flex-wrap: wrap; gap: 0 .5em; }
    dt { color: var(--paragraf-soft, inherit); }
    dt::after { content: ":"; }
    dd { margin: 0; }
    .title { font-weight: 600; }
    .more { margin: var(--paragraf-gap, .75em) 0 0; }
  `;

  /** An element with attributes and what stands inside; what is neither is left out. */
  function made(name, attributes, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...inside.filter((one) => one !== null && one !== undefined));
    return element;
  }

  /** A text of the feed; anything else is none. */
  const text = (value) => (typeof value === 'string' && value.trim() !== '' ? value : null);

  /** A day of the feed as an element; anything else is none. */
  function day(value) {
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? made('time', { datetime: value }, value) : null;
  }

  /** An address that a link may lead to; anything else is none. */
  function address(value, base) {
    try {
      const url = new URL(value, base);
      return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
    } catch {
      return null;
    }
  }

  function number(value, least, most, usual) {
    const given = Number(value);
    return value !== null && Number.isInteger(given) && given >= least && given <= most ? given : usual;
  }

  class ParagrafNoticeBoard extends HTMLElement {
    static observedAttributes = ['src', 'organisation', 'lang', 'limit', 'heading-level'];

    #root = this.attachShadow({ mode: 'open' });
    #feed = null;
    #readAt = null;
    #due = 0;
    #timer = null;
    #asking = null;
    #waits = false;
    #shown = () => this.#look();

    constructor() {
      super();
      // Constructed style sheets are no inline style, so a strict policy of the page lets them be.
      if ('adoptedStyleSheets' in this.#root) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(LOOKS);
        this.#root.adoptedStyleSheets = [sheet];
      }
      this.#root.append(document.createElement('slot'));
    }

    connectedCallback() {
      document.addEventListener('visibilitychange', this.#shown);
      this.#timer = setInterval(this.#shown, LOOK);
      this.#soon();
    }

    disconnectedCallback() {
      document.removeEventListener('visibilitychange', this.#shown);
      clearInterval(this.#timer);
      this.#asking?.abort();
      this.#asking = null;
    }

    attributeChangedCallback(name, before, after) {
      if (before === after || !this.isConnected) return;
      if (name === 'limit' || name === 'heading-level') this.#draw();
      else this.#soon();
    }

    /** Reads once for all that was changed at the same time. */
    #soon() {
      if (this.#waits) return;
      this.#waits = true;
      queueMicrotask(() => {
        this.#waits = false;
        this.#feed = null;
        this.#readAt = null;
        this.#read();
      });
    }

    /** Reads anew where the page is looked at and it is time. */
    #look() {
      if (document.visibilityState === 'hidden' || this.#asking) return;
      if (Date.now() >= this.#due) this.#read();
    }

    get #language() {
      const around = this.closest('[lang]')?.getAttribute('lang') ?? '';
      return around.toLowerCase().startsWith('en') ? 'en' : 'sv';
    }

    get #page() {
      const base = address(this.getAttribute('src') ?? '', document.baseURI);
      const organisation = this.getAttribute('organisation') ?? '';
      if (!base || !this.getAttribute('src') || !organisation) return null;
      return `${base.replace(/\/+$/, '')}/${encodeURIComponent(organisation)}`;
    }

    async #read() {
      const page = this.#page;
      this.#asking?.abort();
      if (!page || !this.isConnected) {
        this.#asking = null;
        this.#draw(page ? null : 'nobody');
        return;
      }
      const asking = new AbortController();
      this.#asking = asking;
      const late = setTimeout(() => asking.abort(), PATIENCE);
      this.setAttribute('aria-busy', 'true');
      let trouble = null;
      try {
        const answer = await fetch(`${page}/feeds/notices.json?up=true&language=${this.#language}`, {
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: asking.signal,
        });
        if (answer.status === 404) trouble = 'nobody';
        else if (!answer.ok) throw new Error(String(answer.status));
        else {
          const feed = await answer.json();
          if (!Array.isArray(feed?.items)) throw new Error('no feed');
          this.#feed = feed;
          this.#readAt = Date.now();
        }
      } catch {
        trouble = 'away';
      }
      clearTimeout(late);
      // Another question was asked since, or nobody waits any more.
      if (this.#asking !== asking) return;
      this.#asking = null;
      this.#due = Date.now() + (trouble ? AGAIN : ANEW);
      this.removeAttribute('aria-busy');
      this.#draw(trouble);
    }

    /** Shows what was read last, or why there is nothing to show. */
    #draw(trouble = null) {
      const words = WORDS[this.#language];
      const level = number(this.getAttribute('heading-level'), 1, 6, 2);
      const page = this.#page;
      if (!this.#feed) {
        // What stands inside the element goes on being shown; where that is nothing, a link.
        const kept = document.createElement('slot');
        if (trouble && page) kept.append(made('a', { href: `${page}/notices`, part: 'more' }, words.board));
        const message = trouble && made('p', { role: 'status', part: 'message', lang: this.#language }, words[trouble]);
        this.#root.replaceChildren(...[message, kept].filter(Boolean));
        return;
      }
      const limit = number(this.getAttribute('limit'), 1, 50, 5);
      const items = this.#feed.items.filter((item) => item && typeof item === 'object');
      const board = address(this.#feed.home_page_url, page) ?? `${page}/notices`;
      const time = new Date(this.#readAt).toTimeString().slice(0, 5);
      const list = made('ul', { part: 'list', role: 'list' }, ...items.slice(0, limit).map((item) => this.#notice(item, words)));
      const section = made(
        'section',
        { part: 'section', 'aria-labelledby': 'heading', lang: this.#language },
        made(`h${level}`, { id: 'heading', part: 'heading' }, text(this.#feed.title) ?? words.board),
        trouble && made('p', { role: 'status', part: 'message' }, words.stale(time)),
        items.length > 0 ? list : made('p', { part: 'message' }, words.none),
        made('p', { class: 'more', part: 'more' }, made('a', { href: board }, items.length > limit ? words.more(items.length) : words.whole)),
      );
      this.#root.replaceChildren(section);
    }

    #notice(item, words) {
      const facts = item._paragraf && typeof item._paragraf === 'object' ? item._paragraf : {};
      const body = text(facts.body);
      const date = day(facts.meetingDate);
      const numbers = text(facts.paragraphs);
      const named = body
        ? [made('span', { lang: 'sv' }, body), date && ' ', date, numbers && `, ${numbers}`]
        : [text(item.title) ?? words.board];
      const href = address(item.url, this.#page);
      const line = (name, value, unknown) => made('div', {}, made('dt', {}, name), made('dd', {}, day(value) ?? unknown));
      return made(
        'li',
        { part: 'notice' },
        made('p', { class: 'title', part: 'title' }, href ? made('a', { href }, ...named.filter(Boolean)) : made('span', {}, ...named.filter(Boolean))),
        facts.adjustedImmediately === true ? made('p', {}, words.apart) : null,
        made(
          'dl',
          { part: 'days' },
          line(words.adjusted, facts.adjustedOn, words.unknown),
          line(words.posted, facts.postedOn, words.unknown),
          line(words.appeal, facts.lastAppealDay, words.unsaid),
        ),
      );
    }
  }

  if (!customElements.get('paragraf-notice-board')) {
    customElements.define('paragraf-notice-board', ParagrafNoticeBoard);
  }
})();
