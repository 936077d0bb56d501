// The page's script. Every button says in data-act what it means; what the page cannot do alone goes
// to the server as an event. Texts are never put together to markup here.
const SIGNALS = /* SIGNALS */ []; // the events that this script may raise, filled in by theme.py
function raise(name, data) { if (SIGNALS.includes('do_' + name)) trigger('do_' + name, data); }
const $ = (query) => document.querySelector(query);
const running = () => Boolean($('#transcript [aria-busy="true"]'));

function theme(dark) {
  document.body.classList.toggle('dark', dark);
  document.documentElement.classList.toggle('dark', dark);
  try { localStorage.setItem('ask-theme', dark ? 'dark' : 'light'); } catch (error) { /* private window */ }
  dressReports();
}
function asTheSystem() {
  theme(matchMedia('(prefers-color-scheme: dark)').matches);
  try { localStorage.removeItem('ask-theme'); } catch (error) { /* private window */ }
}
try {
  const kept = localStorage.getItem('ask-theme');
  if (kept) theme(kept === 'dark');
} catch (error) { /* private window */ }

// The report of the evaluation is a page of its own in a frame: it is told which theme is on.
function dressReports() {
  const name = document.body.classList.contains('dark') ? 'dark' : 'light';
  for (const frame of document.querySelectorAll('.report-frame')) {
    if (frame.dataset.theme === name) continue;
    frame.dataset.theme = name;
    frame.srcdoc = frame.srcdoc.replace(/<html[^>]*>/, `<html lang="en" data-theme="${name}">`);
  }
}

function openCard(place, number) {
  document.body.classList.add('sources-open');
  const cards = $('#sources .cards');
  if (!cards) return;
  for (const card of cards.querySelectorAll('details')) {
    if (card.dataset.number === String(number)) card.open = true;
  }
  const mark = document.getElementById('quote-' + place);
  for (const other of cards.querySelectorAll('mark.on')) other.classList.remove('on');
  const card = cards.querySelector(`details[data-number="${Number(number)}"]`);
  if (mark) {
    mark.classList.add('on');
    const box = mark.closest('.text');
    if (box) box.scrollTop = mark.offsetTop - box.clientHeight / 3;
  }
  if (card) {
    const room = $('#sources');
    room.scrollTop += card.getBoundingClientRect().top - room.getBoundingClientRect().top - 60;
  }
}

function cite(button) {
  const cards = $('#sources .cards');
  const made = cards && cards.querySelector(`details[data-number="${Number(button.dataset.number)}"]`);
  if (made && cards.dataset.turn === button.dataset.turn) openCard(button.dataset.cite, button.dataset.number);
  else { window.askWanted = { ...button.dataset }; raise('cite', { ...button.dataset }); }
}

// an answer as text: items and tables as Markdown has them
const BLOCKS = 'p, li, h3, h4, h5, h6, pre, table';
function written(block) {
  if (block.tagName === 'LI') return (block.value && block.parentElement.tagName === 'OL' ? block.value + '. ' : '- ') + block.textContent.trim();
  if (block.tagName !== 'TABLE') return block.textContent.trim();
  const rows = [...block.rows].map((row) => '| ' + [...row.cells].map((cell) => cell.textContent.trim()).join(' | ') + ' |');
  return [rows[0], rows[0].replace(/[^|]+/g, '---'), ...rows.slice(1)].join('\n');
}

// over plain http browsers have no clipboard of their own: the old way is left
async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('not copied');
}

async function copy(button) {
  const text = document.getElementById('answer-' + button.dataset.turn);
  const clone = text.cloneNode(true);
  for (const told of clone.querySelectorAll('.hint')) told.remove(); // it is about the page
  for (const told of clone.querySelectorAll('.support')) told.textContent = ' (' + told.textContent + ')';
  for (const mark of clone.querySelectorAll('.mark')) mark.textContent = '[' + mark.textContent.replace(/\D/g, '') + ']';
  for (const formula of clone.querySelectorAll('math')) formula.replaceWith('$' + formula.getAttribute('alttext') + '$');
  for (const line of clone.querySelectorAll('br')) line.replaceWith('\n');
  try { await toClipboard([...clone.querySelectorAll(BLOCKS)].map(written).join('\n\n')); button.textContent = 'Copied'; }
  catch (error) { button.textContent = 'Not copied'; }
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}

// what the page does alone, or before the server is told
const LOCAL = {
  'copy': copy,
  'cite': cite,
  'theme': () => theme(!document.body.classList.contains('dark')),
  'dress': (button) => button.dataset.theme ? theme(button.dataset.theme === 'dark') : asTheSystem(),
  'close-sources': () => document.body.classList.remove('sources-open'),
  'past': () => document.body.classList.toggle('past-open'),
  'remark': (button) => raise('remark', { turn: button.dataset.turn, note: button.parentElement.querySelector('input').value }),
  'rename': (button) => raise('rename', { ...button.dataset, name: button.parentElement.querySelector('input').value }),
  'tag': (button) => raise('tag', { ...button.dataset, name: button.parentElement.querySelector('input').value }),
  'sieve': (button) => { const row = $('#shelf .sieve'); row.hidden = !row.hidden; button.setAttribute('aria-pressed', String(!row.hidden)); },
  'open': (button) => { document.body.classList.remove('past-open'); raise('open', { ...button.dataset }); },
};

function act(button) {
  const name = button.dataset.act;
  if (LOCAL[name]) LOCAL[name](button);
  else raise(name, { ...button.dataset });
}

window.askClick = (event) => {
  const button = event.target.closest('[data-act]');
  if (button && !button.disabled) { act(button); return; }
  if (!event.target.closest('#past, [data-act="past"]')) document.body.classList.remove('past-open');
};
window.askHover = (event) => {
  const mark = event.target.closest('.mark[data-number]');
  for (const card of document.querySelectorAll('#sources .card.on')) card.classList.remove('on');
  const cards = $('#sources .cards');
  if (!mark || !cards || cards.dataset.turn !== mark.dataset.turn) return;
  const card = cards.querySelector(`details[data-number="${Number(mark.dataset.number)}"]`);
  if (card) card.classList.add('on');
};
window.askKey = (event) => {
  if (event.key === 'Enter' && event.target.matches?.('.talk-name, .note-text, .tag-name')) event.target.parentElement.querySelector('button').click();
  if (event.key !== 'Escape') return;
  if (running()) raise('halt', {});
  else document.body.classList.remove('sources-open', 'past-open');
};

// Conversations that do not have the words that are looked for are hidden.
function sift() {
  const words = ($('.find-talks')?.value || '').toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of document.querySelectorAll('.talks li')) line.hidden = !words.every((word) => line.dataset.find.includes(word));
  const none = $('.none-found');
  if (none) none.hidden = Boolean($('.talks li:not([hidden])'));
}

// The limit of a question is said before it cuts.
function limit(box, coming = 0) {
  const hint = $('#composer-hint');
  const most = box.maxLength;
  if (!hint || most < 1) return;
  const length = box.value.length - (box.selectionEnd - box.selectionStart) * (coming > 0) + coming;
  const told = length > most ? `Only ${most.toLocaleString('en')} characters fit: ${(length - most).toLocaleString('en')} were left out. `
    : length > 0.9 * most ? `${length.toLocaleString('en')} of ${most.toLocaleString('en')} characters. ` : '';
  hint.dataset.limit = told;
  if (coming && told && $('#told')) $('#told').textContent = told;
}

// What is typed and which conversation is open outlive a reload and the server, in this tab.
const memory = { get: (key) => { try { return sessionStorage.getItem(key); } catch (error) { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, value); } catch (error) { /* private window */ } } };
// A piece of an answer that was on its way when another conversation was opened may come after it: what
// belongs here is then shown anew.
let strayed = 0;
const isStray = () => {
  const shown = $('#earlier .of')?.dataset.conversation, written = $('#latest [aria-busy="true"]')?.dataset.conversation;
  return shown && written && shown !== written ? shown : '';
};
function sendBack() {
  clearTimeout(strayed);
  if (isStray()) strayed = setTimeout(() => { const here = isStray(); if (here) raise('open', { conversation: here }); }, 300);
}
function remember() {
  if (!document.body.classList.contains('arrived')) return;
  const written = $('#transcript [aria-busy="true"]'); // its conversation is not in the list yet
  if (written) { memory.set('ask-open', written.dataset.conversation || ''); return; }
  const current = $('#past .talk[aria-current]');
  const shown = current || ($('#transcript .empty') && $('#earlier .of')); // an empty one may be limited to some papers
  if (shown) memory.set('ask-open', shown.dataset.conversation);
}
function recall() {
  const open = memory.get('ask-open');
  const typed = memory.get('ask-typed');
  const box = $('#box textarea');
  if (typed && box && !box.value) { box.value = typed; box.dispatchEvent(new Event('input', { bubbles: true })); }
  if (open) raise('open', { conversation: open });
}
// Files may be dropped anywhere: they are handed to the place that takes them, once it is there.
const dropped = (event) => event.dataTransfer?.types.includes('Files') && !event.target.closest?.('#upload');
window.askDrag = (event) => { if (dropped(event)) event.preventDefault(); };
window.askDrop = (event) => {
  if (!dropped(event)) return;
  event.preventDefault();
  window.askFiles = event.dataTransfer.files;
  raise('bring', {});
  handOver();
};
function handOver() {
  const place = $('#upload input[type=file]');
  if (!window.askFiles?.length || !place) return;
  const files = new DataTransfer();
  for (const file of window.askFiles) files.items.add(file);
  window.askFiles = null;
  place.files = files.files;
  place.dispatchEvent(new Event('change', { bubbles: true }));
}
window.askInput = (event) => {
  if (event.target.matches?.('.find-talks')) sift();
  if (!event.target.matches?.('#box textarea')) return;
  memory.set('ask-typed', event.target.value);
  if (!event.inputType?.startsWith('insertFromPaste')) limit(event.target);
};
window.askChange = (event) => {
  if (event.target.matches?.('.column-text')) raise('narrow', { ...event.target.dataset, text: event.target.value });
};
window.askPaste = (event) => {
  if (event.target.matches?.('#box textarea')) limit(event.target, event.clipboardData.getData('text').length);
};
// While an answer is written, also one that a reload found, Enter asks nothing.
window.askHeld = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || !running() || !event.target.matches?.('#box textarea')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};
if (!window.askListens) {
  window.askListens = true;
  document.addEventListener('input', (event) => window.askInput(event));
  document.addEventListener('change', (event) => window.askChange(event));
  document.addEventListener('dragover', (event) => window.askDrag(event));
  document.addEventListener('drop', (event) => window.askDrop(event));
  document.addEventListener('paste', (event) => window.askPaste(event));
  document.addEventListener('click', (event) => window.askClick(event));
  document.addEventListener('mouseover', (event) => window.askHover(event));
  document.addEventListener('keydown', (event) => window.askHeld(event), true);
  document.addEventListener('keydown', (event) => window.askKey(event));
}

// when an answer has come, say so to a screen reader, and let the next question be typed at once
function finished() {
  const told = $('#told');
  if (told) told.textContent = 'Answered. ' + ($('#latest .meta')?.textContent || '');
  const held = document.activeElement;
  const onPhone = matchMedia('(pointer: coarse)').matches; // where the keyboard would cover the answer
  if (!onPhone && (!held || held === document.body || held.closest('#stop'))) $('#box textarea')?.focus({ preventScroll: true });
  raise('suggest', {});
}

let turns = 0;
let busy = false;
new MutationObserver(() => {
  dressReports();
  handOver();
  const room = $('#transcript');
  if (!room) return;
  // until the page has arrived there is nobody to ask: its arrival would wipe the question away
  if (room.querySelector('.turn, .empty') && !document.body.classList.contains('arrived')) {
    document.body.classList.add('arrived');
    recall();
    $('#box textarea')?.focus();
  }
  // a new question stands at the top, its answer grows below it and nothing is scrolled away
  const count = room.querySelectorAll('.turn').length;
  const last = room.querySelector('.turn.last');
  if (count !== turns && last) room.scrollTop += last.getBoundingClientRect().top - room.getBoundingClientRect().top;
  turns = count;
  if (busy && !running()) finished();
  if (!busy && running()) { memory.set('ask-typed', ''); if ($('#composer-hint')) $('#composer-hint').dataset.limit = ''; }
  busy = running();
  sendBack();
  remember();
  // gradio labels its upload button with other words than it shows, which voice control cannot press
  for (const upload of document.querySelectorAll('#upload button[aria-label]')) upload.removeAttribute('aria-label');
  const wanted = window.askWanted;
  const cards = $('#sources .cards');
  const made = wanted && cards && cards.querySelector(`details[data-number="${Number(wanted.number)}"]`);
  if (made && cards.dataset.turn === wanted.turn) { window.askWanted = null; openCard(wanted.cite, wanted.number); }
  else if (cards && cards !== window.askCards) window.askCards = cards;
}).observe(document.body, { childList: true, subtree: true });
