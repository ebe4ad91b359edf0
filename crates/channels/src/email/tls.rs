//! TLS towards mail servers: the public authorities, and one more from a file where an organisation has its own.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Makes the client side. `extra_ca_pem` may hold several certificates; the error says what is wrong with it.
pub(super) fn client_config(extra_ca_pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = extra_ca_pem {
        let mut found = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|e| format!("extra certificate authority: {e}"))?;
            roots.add(certificate).map_err(|e| format!("extra certificate authority: {e}"))?;
            found += 1;
        }
        if found == 0 {
            return Err("extra certificate authority: no certificate in the file".to_owned());
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_authority_file_is_an_error() {
        assert!(client_config(None).is_ok());
        assert!(client_config(Some(b"nothing here")).is_err());
    }
}
