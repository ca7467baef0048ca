// ICE's connectivity checks (RFC 8445) in STUN (RFC 8489), as the controlling side.
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"

enum { COOKIE = 0x2112A442, HEADER = 20 };

static uint32_t crc_table[256];

void stun_init(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    crc_table[i] = c;
  }
}

static uint32_t crc32_of(const uint8_t *p, int n) {
  uint32_t c = ~0u;
  while (n--) c = crc_table[(c ^ *p++) & 255] ^ (c >> 8);
  return ~c;
}

static int attribute(uint8_t *b, int n, int type, const void *value, int size) {
  int padded = (size + 3) & ~3;
  put16(b + n, type);
  put16(b + n + 2, size);
  memset(b + n + 4, 0, padded);
  memcpy(b + n + 4, value, size);
  return n + 4 + padded;
}

// Adds MESSAGE-INTEGRITY and FINGERPRINT; returns the whole size.
static int finish(uint8_t *b, int n, const char *password) {
  uint8_t mac[20], crc[4];
  unsigned size = sizeof mac;
  put16(b + 2, n - HEADER + 24);
  HMAC(EVP_sha1(), password, strlen(password), b, n, mac, &size);
  n = attribute(b, n, 0x0008, mac, 20);
  put16(b + 2, n - HEADER + 8);
  put32(crc, crc32_of(b, n) ^ 0x5354554e);
  return attribute(b, n, 0x8028, crc, 4);
}

void stun_request(Connection *c) {
  uint8_t b[512], priority[4];
  char name[256];
  int size = snprintf(name, sizeof name, "%s:%s", c->remote_ufrag, c->local_ufrag), n = HEADER;
  put16(b, 0x0001);
  put32(b + 4, COOKIE);
  RAND_bytes(b + 8, 12);
  put32(priority, 1853824767u);
  n = attribute(b, n, 0x0006, name, size);             // USERNAME
  n = attribute(b, n, 0x0024, priority, 4);            // PRIORITY
  n = attribute(b, n, 0x802a, c->tie_breaker, 8);      // ICE-CONTROLLING
  n = attribute(b, n, 0x0025, "", 0);                  // USE-CANDIDATE
  transmit(c, b, finish(b, n, c->remote_password));
}

void stun_reply(Connection *c, const uint8_t *request) {
  uint8_t b[128], address[8] = {0, 1};
  put16(address + 2, ntohs(c->remote.sin_port) ^ COOKIE >> 16);
  put32(address + 4, ntohl(c->remote.sin_addr.s_addr) ^ COOKIE);
  put16(b, 0x0101);
  memcpy(b + 4, request + 4, 16);
  int n = attribute(b, HEADER, 0x0020, address, 8);    // XOR-MAPPED-ADDRESS
  transmit(c, b, finish(b, n, c->local_password));
}
