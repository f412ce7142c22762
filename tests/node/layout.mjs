// A page's layout as numbers that another machine, with other fonts, comes to as well; kept in tests/fixtures/layout.json
// for one page of each kind and both widths, and compared.
//
// Of each kind of block (`main h1`, `.notice dl`) the first is measured: where it begins and how wide it is, in px, and
// of its style what no font changes: colours, borders, size and weight of letters, how it is laid out. How high a block
// is and where it stands from the top depends on where lines break: both are compared with room for that. What a page
// has more of, when the demonstration grows, changes nothing here.

const BLOCKS = [
  '.top', '.bar', '.home', '.tools', '.place', '.owner', '.place nav', 'main', 'h1', 'h2', 'h3', '.lead', '.search',
  '.search .row', '.search input', '.search button', '.filters', '.scroll', '.scroll table', 'thead th', 'tbody td',
  '.owners li', '.plain li', '.facts', '.facts > div', '.facts dt', '.facts dd', '.notice', '.notice h3', '.notice dl',
  '.notice dt', '.notice dd', '.appeal', '.decision', '.decision .text', '.paragraphs li', '.remarks li', '.formats',
  '.history li', '.figure', '.chart', '.chart-amount', '.money .amount', '.doc-document', '.foot', '.foot p',
];
// Blocks that are as wide as their words, and begin where those before them end.
const OF_WORDS = ['.home', '.tools', '.place nav', '.search input', '.search button', '.scroll table', 'thead th', 'tbody td', '.formats', '.chart-amount', '.money .amount'];

// Blocks whose height is no matter of layout.
const AS_LONG_AS_THE_RECORD = ['main', '.doc-document', '.decision .text'];

/** Measures the page as it is shown now: one entry of numbers and words for each kind of block on it. */
export async function layoutOf(page) {
  return page.evaluate(
    ([blocks, ofWords]) => {
      const measured = {};
      for (const selector of blocks) {
        const block = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0);
        if (!block) continue;
        const { x, y, width, height } = block.getBoundingClientRect();
        const style = getComputedStyle(block);
        const borders = ['Top', 'Right', 'Bottom', 'Left'].map((side) => Math.round(parseFloat(style[`border${side}Width`])));
        const within = block.parentElement.closest('table') && block.tagName !== 'TABLE';
        measured[selector] = {
          x: within || ofWords.includes(selector) ? null : Math.round(x),
          width: ofWords.includes(selector) ? null : Math.round(width),
          top: Math.round(y + window.scrollY),
          height: Math.round(height),
          style:
            `${style.display} ${style.fontSize} ${style.fontWeight} ${style.color} on ${style.backgroundColor} ` +
            `border ${borders.join(' ')}`,
        };
      }
      return measured;
    },
    [BLOCKS, OF_WORDS],
  );
}

/** What differs between a kept layout and the one seen, as sentences; none where they agree. */
export function differences(kept, seen) {
  const found = [];
  for (const [block, was] of Object.entries(kept)) {
    const is = seen[block];
    if (!is) {
      found.push(`${block} is gone`);
      continue;
    }
    if (is.style !== was.style) found.push(`${block} looks ${is.style}, kept ${was.style}`);
    for (const side of ['x', 'width']) {
      if (was[side] !== null && Math.abs(is[side] - was[side]) > 2) {
        found.push(`${block} has ${side} ${is[side]}, kept ${was[side]}`);
      }
    }
    if (was.width !== null && !AS_LONG_AS_THE_RECORD.includes(block)) {
      const room = 32 + was.height;
      if (Math.abs(is.height - was.height) > room) found.push(`${block} is ${is.height} px high, kept ${was.height}`);
    }
    if (was.top < 700 && Math.abs(is.top - was.top) > 48 + was.top * 0.6) {
      found.push(`${block} begins ${is.top} px from the top, kept ${was.top}`);
    }
  }
  for (const block of Object.keys(seen)) if (!(block in kept)) found.push(`${block} is new`);
  return found;
}
