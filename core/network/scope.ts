import type { Quantity } from '../units/index.js';

/** What a name means where it stands. Variables of subgroups are those of the whole population. */
export type Resolution =
  | {
      readonly kind: 'variable';
      readonly object: string;
      readonly variable: string;
      readonly side: 'own' | 'pre' | 'post';
    }
  | {
      readonly kind: 'subexpression';
      readonly object: string;
      readonly variable: string;
      readonly side: 'own' | 'pre' | 'post';
    }
  | {
      readonly kind: 'constant';
      readonly quantity: Quantity;
      readonly scope: 'object' | 'network' | 'built-in';
    }
  | { readonly kind: 'unit'; readonly quantity: Quantity }
  | { readonly kind: 'function' }
  | { readonly kind: 'array'; readonly array: string }
  /** xi, xi_NAME: white noise, in differential equations only. */
  | { readonly kind: 'noise'; readonly name: string }
  /** t, dt, t_in_timesteps, i, j, N, N_pre, N_post, N_incoming, N_outgoing, lastupdate, lastspike, not_refractory (with side for the last two). */
  | { readonly kind: 'builtin'; readonly name: BuiltinName; readonly side: 'own' | 'pre' | 'post' };

export type BuiltinName =
  | 't'
  | 'dt'
  | 't_in_timesteps'
  | 'i'
  | 'j'
  | 'N'
  | 'N_pre'
  | 'N_post'
  | 'N_incoming'
  | 'N_outgoing'
  | 'lastupdate'
  | 'lastspike'
  | 'not_refractory';

/** Resolves names in the texts of one object. Local names of statement blocks are the caller's. */
export interface Scope {
  resolve(name: string): Resolution | undefined;
  /** Every name that could be meant, for proposals. */
  candidates(): readonly string[];
}
