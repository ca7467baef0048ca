// DTLS as client, and the SRTP keys that come of it (RFC 5764).
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static SSL_CTX *context;

static X509 *self_signed(EVP_PKEY *key) {
  X509 *x = X509_new();
  X509_NAME *name = X509_get_subject_name(x);
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1 + rand());
  X509_gmtime_adj(X509_getm_notBefore(x), -86400);
  X509_gmtime_adj(X509_getm_notAfter(x), 30 * 86400);
  X509_set_pubkey(x, key);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)"load", -1, -1, 0);
  X509_set_issuer_name(x, name);
  X509_sign(x, key, EVP_sha256());
  return x;
}

void dtls_init(bool gcm) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = self_signed(key);
  context = SSL_CTX_new(DTLS_client_method());
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
  SSL_CTX_set_tlsext_use_srtp(context,
                              gcm ? "SRTP_AEAD_AES_128_GCM" : "SRTP_AES128_CM_SHA1_80");
  uint8_t digest[32];
  unsigned size;
  X509_digest(certificate, EVP_sha256(), digest, &size);
  printf("fingerprint ");
  for (unsigned i = 0; i < size; i++) printf("%s%02X", i ? ":" : "", digest[i]);
  printf("\n");
  fflush(stdout);
}

void dtls_start(int id) {
  Connection *c = &connections[id];
  c->ssl = SSL_new(context);
  c->incoming = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(c->incoming, -1);
  BIO *outgoing = BIO_new_dgram(c->fd, BIO_NOCLOSE);
  BIO_ctrl(outgoing, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &c->remote);
  SSL_set_bio(c->ssl, c->incoming, outgoing);
  SSL_set_options(c->ssl, SSL_OP_NO_QUERY_MTU);
  SSL_set_mtu(c->ssl, 1200);
  SSL_set_connect_state(c->ssl);
  SSL_do_handshake(c->ssl);
}

static bool session(srtp_t *made, SRTP_PROTECTION_PROFILE *profile, const uint8_t *material,
                    int part, bool inbound) {
  bool gcm = profile->id != SRTP_AES128_CM_SHA1_80;
  int key_size = 16, salt_size = gcm ? 12 : 14;
  uint8_t key[32];
  srtp_policy_t policy = {.window_size = 1024, .allow_repeat_tx = 1, .key = key};
  srtp_profile_t kind = gcm ? srtp_profile_aead_aes_128_gcm : srtp_profile_aes128_cm_sha1_80;
  memcpy(key, material + part * key_size, key_size);
  memcpy(key + key_size, material + 2 * key_size + part * salt_size, salt_size);
  srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, kind);
  srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, kind);
  policy.ssrc.type = inbound ? ssrc_any_inbound : ssrc_any_outbound;
  return srtp_create(made, &policy) == srtp_err_status_ok;
}

static void finished(int id) {
  Connection *c = &connections[id];
  SRTP_PROTECTION_PROFILE *profile = SSL_get_selected_srtp_profile(c->ssl);
  uint8_t material[64];
  if (!profile) { fail(id, "no SRTP profile"); return; }
  int size = 2 * (16 + (profile->id == SRTP_AES128_CM_SHA1_80 ? 14 : 12));
  SSL_export_keying_material(c->ssl, material, size, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0);
  if (!session(&c->out, profile, material, 0, false) ||
      !session(&c->in, profile, material, 1, true)) { fail(id, "no SRTP session"); return; }
  double at = now();
  c->up = true;
  c->next_report = at + report_interval * (rand() % 1000) / 1000.0;
  c->next_feedback = at + feedback_interval * (rand() % 1000) / 1000.0;
  printf("up %d %s %.0f\n", id, profile->name, (at - c->started_at) * 1000);
  fflush(stdout);
}

void dtls_receive(int id, const uint8_t *data, int size) {
  Connection *c = &connections[id];
  if (!c->ssl || c->up) return;
  BIO_write(c->incoming, data, size);
  int result = SSL_do_handshake(c->ssl);
  if (result == 1) { finished(id); return; }
  int error = SSL_get_error(c->ssl, result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
  char text[200];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  fail(id, text);
}
