/** A TCP proxy between two processes that delays, slows, holds or cuts what passes, on demand. */
package chat.palaver.proxy;
