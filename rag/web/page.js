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

async function copy(button) {
  const text = document.getElementById('answer-' + button.dataset.turn);
  const clone = text.cloneNode(true);
  for (const mark of clone.querySelectorAll('.mark')) mark.textContent = '[' + mark.textContent.replace(/\D/g, '') + ']';
  const blocks = [...clone.querySelectorAll('p, li')].map((b) => (b.tagName === 'LI' ? '- ' : '') + b.textContent.trim());
  try { await navigator.clipboard.writeText(blocks.join('\n\n')); button.textContent = 'Copied'; }
  catch (error) { button.textContent = 'Not copied'; }
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}

// what the page does alone, or before the server is told
const LOCAL = {
  'copy': copy,
  'cite': cite,
  'theme': () => theme(!document.body.classList.contains('dark')),
  'close-sources': () => document.body.classList.remove('sources-open'),
  'past': () => document.body.classList.toggle('past-open'),
  'remark': (button) => raise('remark', { turn: button.dataset.turn, note: button.parentElement.querySelector('input').value }),
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
  if (event.key !== 'Escape') return;
  if (running()) raise('halt', {});
  else document.body.classList.remove('sources-open', 'past-open');
};
if (!window.askListens) {
  window.askListens = true;
  document.addEventListener('click', (event) => window.askClick(event));
  document.addEventListener('mouseover', (event) => window.askHover(event));
  document.addEventListener('keydown', (event) => window.askKey(event));
}

// when an answer has come, say so to a screen reader, and let the next question be typed at once
function finished() {
  const told = $('#told');
  if (told) told.textContent = 'Answered. ' + ($('#latest .meta')?.textContent || '');
  const held = document.activeElement;
  const onPhone = matchMedia('(pointer: coarse)').matches; // where the keyboard would cover the answer
  if (!onPhone && (!held || held === document.body || held.closest('#stop'))) $('#box textarea')?.focus({ preventScroll: true });
}

let turns = 0;
let busy = false;
new MutationObserver(() => {
  dressReports();
  const room = $('#transcript');
  if (!room) return;
  // until the page has arrived there is nobody to ask: its arrival would wipe the question away
  if (room.querySelector('.turn, .empty') && !document.body.classList.contains('arrived')) {
    document.body.classList.add('arrived');
    $('#box textarea')?.focus();
  }
  // a new question stands at the top, its answer grows below it and nothing is scrolled away
  const count = room.querySelectorAll('.turn').length;
  const last = room.querySelector('.turn.last');
  if (count !== turns && last) room.scrollTop += last.getBoundingClientRect().top - room.getBoundingClientRect().top;
  turns = count;
  if (busy && !running()) finished();
  busy = running();
  // gradio labels its upload button with other words than it shows, which voice control cannot press
  for (const upload of document.querySelectorAll('#upload button[aria-label]')) upload.removeAttribute('aria-label');
  const wanted = window.askWanted;
  const cards = $('#sources .cards');
  const made = wanted && cards && cards.querySelector(`details[data-number="${Number(wanted.number)}"]`);
  if (made && cards.dataset.turn === wanted.turn) { window.askWanted = null; openCard(wanted.cite, wanted.number); }
  else if (cards && cards !== window.askCards) window.askCards = cards;
}).observe(document.body, { childList: true, subtree: true });
