/** Fields of a state record: registers 0 .. 23. */
export const mostStateFields = 24;
/** Bits of a word of the spike bitmap: populations begin at its multiples. */
export const bitmapWordBits = 32;
/** Lanes of a word are numbered with five bits. */
export const mostLanesPerWord = 32;
