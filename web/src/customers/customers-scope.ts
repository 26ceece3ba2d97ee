// What the list of customers shows, and how it is written in the page's address.
import {
  cutSearch,
  formatSort,
  parsePage,
  parsePerPage,
  parseSort,
  parseStatus,
} from '../scope/scope';
import type { PerPage, Sort, StatusFilter } from '../scope/scope';

export type CustomersSortKey = 'name' | 'code' | 'email' | 'status' | 'id';

export interface CustomersScope {
  search: string;
  status: StatusFilter;
  sort: Sort<CustomersSortKey>;
  page: number;
  // Undefined where the address leaves it to what the member chose last.
  perPage: PerPage | undefined;
}

export const defaultScope: CustomersScope = {
  search: '',
  status: 'all',
  sort: { key: 'name', descending: false },
  page: 1,
  perPage: undefined,
};

const sortKeys: readonly CustomersSortKey[] = ['name', 'code', 'email', 'status', 'id'];

// What the address does not say, or says in a way that cannot be meant, is the default.
export function parseScope(params: URLSearchParams): CustomersScope {
  return {
    search: cutSearch(params.get('search') ?? ''),
    status: parseStatus(params.get('status')),
    sort: parseSort(params.get('sort'), sortKeys, defaultScope.sort),
    page: parsePage(params.get('page')),
    perPage: parsePerPage(Number(params.get('per_page'))),
  };
}

// What is the default is left out.
export function formatScope(scope: CustomersScope): URLSearchParams {
  const params = new URLSearchParams();
  const search = cutSearch(scope.search);
  if (search) params.set('search', search);
  if (scope.status !== 'all') params.set('status', scope.status);
  const sort = formatSort(scope.sort);
  if (sort !== formatSort(defaultScope.sort)) params.set('sort', sort);
  if (scope.page > 1) params.set('page', String(scope.page));
  if (scope.perPage) params.set('per_page', String(scope.perPage));
  return params;
}

// The parameters of the API's question, nothing left to its defaults.
export function customersParameters(scope: CustomersScope, perPage: PerPage): URLSearchParams {
  const params = formatScope({ ...scope, perPage });
  params.set('status', scope.status);
  params.set('sort', formatSort(scope.sort));
  params.set('page', String(scope.page));
  params.sort();
  return params;
}
