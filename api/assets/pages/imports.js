// The review page and the page that brings files in. Without this the review is whole: forms that post, links between
// fields and text.

const bring = document.getElementById('bring');
if (bring) bring.addEventListener('submit', (event) => {
  event.preventDefault();
  bringAll();
});

async function bringAll() {
  const { csrf, to, failed, known, of, done } = bring.dataset;
  const files = [...document.getElementById('files').files];
  const [rows, bar, count] = ['rows', 'bar', 'count'].map((id) => document.getElementById(id));
  const button = bring.querySelector('button');
  button.disabled = true;
  document.getElementById('progress').hidden = false;
  bar.max = files.length;
  bar.value = 0;
  rows.replaceChildren();
  let at = 0;
  for (const file of files) {
    count.textContent = `${at} ${of} ${files.length}`;
    rows.append(await brought(file, { csrf, to, failed, known }));
    at += 1;
    bar.value = at;
  }
  count.textContent = `${done}: ${at} ${of} ${files.length}`;
  button.disabled = false;
}

/** Sends one file; gives its line of the table. A client that asks too much is told when to come again. */
async function brought(file, { csrf, to, failed, known }) {
  const address = new URL(to, location.href);
  address.searchParams.set('organisation', document.getElementById('organisation').value);
  const batch = document.getElementById('batch').value.trim();
  if (batch) address.searchParams.set('batch', batch);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
    'x-csrf-token': csrf,
  };
  for (;;) {
    let told = {};
    let answer;
    try {
      answer = await fetch(address, { method: 'POST', headers, body: file });
      if (answer.status === 429) {
        const seconds = Number(answer.headers.get('retry-after')) || 5;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        continue;
      }
      told = await answer.json();
    } catch {
      told = { reason: failed };
    }
    return line(file.name, told, answer?.ok ? known : null);
  }
}

function line(name, told, known) {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.lang = 'sv';
  if (told.path) {
    const link = document.createElement('a');
    link.href = told.path;
    link.textContent = name;
    head.append(link);
  } else {
    head.textContent = name;
  }
  const words = [told.outcome, told.reason, told.known ? known : ''].filter(Boolean).join(': ');
  row.append(head);
  for (const cell of [words, told.items ?? '', ...(told.open ?? ['', '', ''])]) {
    const held = document.createElement('td');
    held.textContent = cell;
    row.append(held);
  }
  return row;
}

const text = document.getElementById('text');
if (text) {
  const fieldOf = (element) => element?.closest?.('.field');

  /** Shows where in the text a field stands. */
  const show = (field) => {
    text.querySelectorAll('.here').forEach((mark) => mark.classList.remove('here'));
    if (!field) return;
    const own = [...text.querySelectorAll('.mark')].filter((mark) => mark.dataset.within.split(' ').includes(field.id));
    const source = field.querySelector('.to-text');
    const marks = own.length > 0 || !source ? own : [];
    marks.forEach((mark) => mark.classList.add('here'));
    if (marks[0]) text.scrollTop += marks[0].getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  };
  const enter = (field) => {
    const value = field?.querySelector('textarea');
    if (value) {
      value.focus();
      value.scrollIntoView({ block: 'center' });
    }
  };
  const step = (by) => {
    const open = [...document.querySelectorAll('.open .field')];
    if (open.length === 0) return;
    const at = open.indexOf(fieldOf(document.activeElement));
    enter(open[at < 0 ? (by > 0 ? 0 : open.length - 1) : (at + by + open.length) % open.length]);
  };

  document.addEventListener('focusin', (event) => show(fieldOf(event.target)));
  text.addEventListener('click', (event) => {
    const mark = event.target.closest('.mark');
    if (!mark) return;
    event.preventDefault();
    enter(document.querySelector(mark.hash));
  });
  document.addEventListener('keydown', (event) => {
    if (event.altKey && !event.ctrlKey && ['KeyN', 'KeyP'].includes(event.code)) {
      event.preventDefault();
      step(event.code === 'KeyN' ? 1 : -1);
    }
    const field = fieldOf(event.target);
    if (field && event.ctrlKey && event.key === 'Enter') {
      event.preventDefault();
      field.querySelector(`button[value=${event.shiftKey ? 'confirm' : 'correct'}]`)?.click();
    }
  });
  const begun = location.hash && document.querySelector(location.hash);
  if (begun && fieldOf(begun)) enter(begun);
}
