// SRTP with AES-128-GCM of what leaves: types and functions, read by the C compiler and by cffi alike.
// media/seal.py says what it is for.

// libcrypto's functions, by the addresses that pylibsrtp's library has them at.
typedef struct {
  void *(*context_new)(void);
  void (*context_free)(void *context);
  const void *(*aes_128_gcm)(void);
  int (*init)(void *context, const void *cipher, void *engine, const uint8_t *key, const uint8_t *iv);
  int (*update)(void *context, uint8_t *out, int *taken, const uint8_t *in, int length);
  int (*final)(void *context, uint8_t *out, int *taken);
  int (*control)(void *context, int command, int number, void *data);
} seal_cipher;

// The same cipher in one call by libIPSec_MB's functions (media/ipsec_mb.py); NULL where that is not.
typedef struct {
  void (*prepare)(const uint8_t *key, void *prepared);
  void (*encrypt)(const void *prepared, void *state, uint8_t *out, const uint8_t *in, uint64_t length,
                  const uint8_t *iv, const uint8_t *head, uint64_t head_length, uint8_t *tag,
                  uint64_t tag_length);
} seal_quick;

typedef struct seal seal;

// Before all else, and for all sessions that are made from then on.
void seal_begin(const seal_cipher *functions, const seal_quick *quick);
seal *seal_new(const uint8_t *key, const uint8_t *salt);
void seal_free(seal *session);
int seal_rtp(void *session, void *packet, int *length);
uintptr_t seal_protector(void);  // where that is; cffi's `addressof` gives one that calls it
void seal_fetch(const seal *session);
int seal_repeat(seal *session, uint32_t ssrc);
void seal_forget(seal *session, uint32_t ssrc);
