/**
 * What a figure of the market may be at most and at least, in US dollars where it is money. Far beyond all that there are (the dearest
 * share costs about 800,000 dollars, the largest company about 5e12, listed shares are quoted to 0.0001): whatever lies outside is a
 * mistake. Without limits one such figure makes a return, and with it every later level, infinite: 270 dollars after 5e-324 is a
 * number, and their ratio none.
 */
export const PRICE_MIN = 1e-6;
export const PRICE_MAX = 1e8;
export const MARKET_CAP_MAX = 1e15;
/** Per share; more than any share costs. */
export const DIVIDEND_MAX = 1e6;
/** New shares for an old one. */
export const SPLIT_RATIO_MIN = 1e-6;
export const SPLIT_RATIO_MAX = 1e6;
/** As a fraction; nobody gets a thousand times the last price at the end of a line. */
export const DELISTING_RETURN_MAX = 1000;
