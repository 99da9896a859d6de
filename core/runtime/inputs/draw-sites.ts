// Places of drawing of the runtime, two words each (table in semantics section 13).
export const rateSite = 0;
export const firstGapSite = 1;
export const nextGapSite = 3;
export const shuffleSite = 12;
