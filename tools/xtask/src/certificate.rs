//! A development certificate: a local certificate authority, made once, and a certificate for the address of this machine.
//! A phone that trusts the authority may install the app over the local network.

use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The files that `guildhall serve --tls-cert --tls-key` takes, and the authority to trust on other devices.
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
    pub authority: PathBuf,
}

/// The address under which other devices of the local network reach this machine.
pub fn lan_address() -> Result<IpAddr, String> {
    // Connecting a datagram socket sends nothing; it only asks the system which of its addresses it would use.
    let socket = UdpSocket::bind(("0.0.0.0", 0)).map_err(|error| error.to_string())?;
    let asked = socket.connect(("192.0.2.1", 9)).and_then(|()| socket.local_addr());
    asked.map(|address| address.ip()).map_err(|error| format!("this machine has no network: {error}"))
}

/// Makes a certificate for `address`, localhost and this machine's name, signed by the authority kept in `folder`.
pub fn make(folder: &Path, address: IpAddr, host: Option<&str>) -> Result<Files, String> {
    let failed = |error: rcgen::Error| format!("cannot make a certificate: {error}");
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files = Files {
        certificate: folder.join("certificate.pem"),
        key: folder.join("key.pem"),
        authority: folder.join("authority.pem"),
    };
    let issuer = authority(&files.authority, &folder.join("authority-key.pem"))?;
    let mut names = vec![address.to_string(), "127.0.0.1".to_owned(), "localhost".to_owned()];
    names.extend(host.map(str::to_owned));
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, "Guildhall development server");
    params.use_authority_key_identifier_extension = true;
    params.key_usages.push(KeyUsagePurpose::DigitalSignature);
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    limit_age(&mut params);
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.signed_by(&key, &issuer).map_err(failed)?;
    write_public(&files.certificate, &certificate.pem())?;
    write_secret(&files.key, &key.serialize_pem())?;
    Ok(files)
}

/// The authority's key stays the same between runs, so that a phone has to trust it only once.
fn authority(certificate: &Path, key_file: &Path) -> Result<Issuer<'static, KeyPair>, String> {
    let failed = |error: rcgen::Error| format!("cannot make an authority: {error}");
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.distinguished_name.push(DnType::CommonName, "Guildhall development authority");
    params.key_usages.extend([KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]);
    limit_age(&mut params);
    if let (Ok(pem), true) = (fs::read_to_string(key_file), certificate.is_file()) {
        return Ok(Issuer::new(params, KeyPair::from_pem(&pem).map_err(failed)?));
    }
    let key = KeyPair::generate().map_err(failed)?;
    let made = params.self_signed(&key).map_err(failed)?;
    write_secret(key_file, &key.serialize_pem())?;
    write_public(certificate, &made.pem())?;
    Ok(Issuer::new(params, key))
}

// Phones refuse server certificates that last for more than 825 days; a day of the past allows for wrong clocks.
#[expect(clippy::disallowed_methods, reason = "a certificate is valid in the machine's own time")]
fn limit_age(params: &mut CertificateParams) {
    let age = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = date_time_ymd(1970, 1, 1) + age;
    params.not_before = now - DAY;
    params.not_after = now + 800 * DAY;
}

fn write_public(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn write_secret(file: &Path, text: &str) -> Result<(), String> {
    write_public(file, text)?;
    let owner_only = fs::Permissions::from_mode(0o600);
    fs::set_permissions(file, owner_only).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{lan_address, make};
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn the_authority_stays_while_certificates_change() {
        let folder = std::env::temp_dir().join(format!("guildhall-certificate-{}", std::process::id()));
        let address = lan_address().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let first = make(&folder, address, Some("desk.local")).expect("makes the first");
        let authority = std::fs::read_to_string(&first.authority).expect("has an authority");
        let certificate = std::fs::read_to_string(&first.certificate).expect("has a certificate");
        let second = make(&folder, address, None).expect("makes the second");
        assert_eq!(authority, std::fs::read_to_string(&second.authority).expect("has an authority"));
        assert_ne!(certificate, std::fs::read_to_string(&second.certificate).expect("has a certificate"));
        std::fs::remove_dir_all(folder).expect("removes its folder");
    }
}
