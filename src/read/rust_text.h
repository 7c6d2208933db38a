/* The words of a Rust panic, whoever prints them. */
#ifndef WHY_READ_RUST_TEXT_H
#define WHY_READ_RUST_TEXT_H

#include "read/item.h"

/**
 * "panicked at src/main.rs:2:5:", the message follows on the next line; up to Rust 1.72 "panicked
 * at 'message', src/main.rs:2:5".
 * @param rest  From "panicked" on; moved past the line.
 * @param out   A statement; text: the message, empty when it is on the next line.
 */
bool why_take_rust_panic(why_span *rest, struct why_item *out);

#endif
