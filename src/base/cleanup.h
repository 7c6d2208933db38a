/* Scope guards for what is neither memory of an arena nor a plain value. */
#ifndef WHY_BASE_CLEANUP_H
#define WHY_BASE_CLEANUP_H

#define WHY_CLEANUP(function) __attribute__((cleanup(function)))

#endif
