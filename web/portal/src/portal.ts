// A portal as small as one can be: catalog, cart, checkout, order. It tells Footfall of the checkout
// and the order exactly as any other portal would, through /footfall.js.
import { countMax, countOf, empty, lines, setCount, total } from './cart';
import { button, type Child, element } from './element';
import { currency, goods, price } from './goods';
import type { Call } from '../../script/src/classic';

// Works before the script has come, and without it.
function tell(...call: Call) {
  const page = (window.footfall ??= {});
  page.calls ??= [];
  page.calls.push(call);
}

// The server has checked the token; once it is out of the address, the session remembers.
function customerHere(): string {
  const item = 'sample-portal:customer';
  const named = document.body.dataset.customer ?? '';
  try {
    if (named) sessionStorage.setItem(item, named);
    return sessionStorage.getItem(item) ?? named;
  } catch {
    return named;
  }
}

const screen = document.getElementById('screen') as HTMLElement;
const cartLink = document.getElementById('cart') as HTMLElement;

function show(title: string, ...children: Child[]) {
  document.title = `${title} · Sample portal`;
  screen.replaceChildren(element('h1', {}, title), ...children);
  showCart();
}

function showCart() {
  const count = lines().reduce((sum, line) => sum + line.count, 0);
  cartLink.textContent = `Cart (${count})`;
}

function counter(id: string, name: string, changed: () => void) {
  const field = element('input', {
    type: 'number',
    inputmode: 'numeric',
    min: '0',
    max: String(countMax),
    value: String(countOf(id)),
    'aria-label': `How many: ${name}`,
  });
  const set = (count: number) => {
    setCount(id, count);
    field.value = String(countOf(id));
    changed();
  };
  field.addEventListener('change', () => set(field.valueAsNumber));
  return element(
    'span',
    { class: 'counter' },
    button('−', () => set(countOf(id) - 1), { 'aria-label': `One less: ${name}` }),
    field,
    button('+', () => set(countOf(id) + 1), { 'aria-label': `One more: ${name}` }),
  );
}

function catalog() {
  const rows = goods.map(({ id, name, unit, cents }) =>
    element(
      'li',
      {},
      element('span', { class: 'good' }, element('strong', {}, name), element('span', {}, unit)),
      element('span', { class: 'price' }, price(cents)),
      counter(id, name, showCart),
    ),
  );
  show(
    'Catalog',
    element('ul', { class: 'rows' }, ...rows),
    element('a', { class: 'main', href: '#cart' }, 'Go to the cart'),
  );
}

function nothingInCart() {
  show(
    'Cart',
    element('p', {}, 'Your cart is empty.'),
    element('a', { class: 'main', href: '#catalog' }, 'Go to the catalog'),
  );
}

function sum() {
  return element('p', { class: 'sum' }, 'Total ', element('strong', {}, price(total())));
}

function cart() {
  if (lines().length === 0) {
    nothingInCart();
    return;
  }
  const rows = lines().map(({ good, count }) =>
    element(
      'li',
      {},
      element('span', { class: 'good' }, element('strong', {}, good.name)),
      element('span', { class: 'price' }, price(good.cents * count)),
      counter(good.id, good.name, cart),
    ),
  );
  show(
    'Cart',
    element('ul', { class: 'rows' }, ...rows),
    sum(),
    element('a', { class: 'main', href: '#checkout' }, 'Go to checkout'),
  );
}

function checkout() {
  if (lines().length === 0) {
    nothingInCart();
    return;
  }
  const value = total() / 100;
  tell('checkoutStarted', { value, currency });
  // Of this checkout: who submits twice orders once.
  const number = orderNumber();
  const reference = element('input', { type: 'text', id: 'reference', maxlength: '60' });
  const rows = lines().map(({ good, count }) =>
    element(
      'li',
      {},
      element('span', { class: 'good' }, element('strong', {}, `${count} × ${good.name}`)),
      element('span', { class: 'price' }, price(good.cents * count)),
    ),
  );
  const form = element(
    'form',
    {},
    element('ul', { class: 'rows' }, ...rows),
    sum(),
    element('label', { for: 'reference' }, 'Your reference (optional)'),
    reference,
    element('button', { type: 'submit', class: 'main' }, 'Submit order'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tell('orderSubmitted', { orderId: number, value, currency });
    empty();
    location.hash = `order/${number}`;
  });
  show('Checkout', form);
}

// A portal's own server would give it; here nobody else has seen it before either.
function orderNumber(): string {
  const digits = crypto.getRandomValues(new Uint32Array(2));
  return `SAMPLE-${Array.from(digits, (each) => each.toString(36).toUpperCase()).join('')}`;
}

function order(number: string) {
  show(
    'Thank you',
    element('p', {}, 'Your order number is ', element('strong', {}, number), '.'),
    element('p', {}, 'This is a sample, so nothing will be delivered.'),
    element('a', { class: 'main', href: '#catalog' }, 'Back to the catalog'),
  );
}

function open() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  if (name === 'cart') cart();
  else if (name === 'checkout') checkout();
  else if (name === 'order') order(rest.join('/').slice(0, 40));
  else catalog();
}

const customer = customerHere();
document
  .getElementById('customer')
  ?.append(
    customer
      ? `Ordering as ${customer}`
      : 'Opened without an order link: nothing is recorded, since nobody knows whose it is.',
  );
window.addEventListener('hashchange', () => {
  open();
  screen.focus();
});
open();
