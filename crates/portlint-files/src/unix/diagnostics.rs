//! What only the kernel's own interface tells about sockets (`sock_diag(7)`): whether one for version 6 leaves version 4 alone.
//! The lists in procfs do not say it. Anybody may ask.

use super::refused;
use crate::read_error::ReadError;
use rustix::io::Errno;
use rustix::net::netlink::{SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with,
};
use std::collections::BTreeMap;

/// The family of version 6, as the kernel numbers it.
const VERSION_6: u8 = 10;
const TCP: u8 = 6;
const UDP: u8 = 17;
/// Sockets of TCP that listen, and those of UDP that are not connected, as bits.
const LISTENING: u32 = 1 << 10;
const UNCONNECTED: u32 = 1 << 7;
/// `SOCK_DIAG_BY_FAMILY`, and the flags of a request for all sockets.
const BY_FAMILY: u16 = 20;
const REQUEST_ALL: u16 = 0x301;
/// Kinds of answers.
const ERROR: u16 = 2;
const DONE: u16 = 3;
/// `INET_DIAG_SKV6ONLY`
const VERSION_6_ONLY: u16 = 11;
/// Lengths of the head of a message, of a request, and of what the kernel says of a socket before its attributes.
const HEAD: usize = 16;
const REQUEST: usize = 56;
const SOCKET: usize = 72;
/// Where the number (inode) of a socket stands in it.
const NUMBER: usize = 68;
/// Answers come in parts of at most this many bytes.
const PART: usize = 1 << 16;
/// Parts that are read: about a million sockets.
const MOST_PARTS: usize = 4096;

/// For each socket of version 6 that listens, by its number, whether it leaves version 4 alone.
///
/// # Errors
/// When the kernel does not answer, for example because it lacks the module.
pub(crate) fn version_6_only() -> Result<BTreeMap<u64, bool>, ReadError> {
    let mut found = BTreeMap::new();
    let tcp = ask(TCP, LISTENING, &mut found);
    let udp = ask(UDP, UNCONNECTED, &mut found);
    // A kernel may have one module and not the other.
    match tcp.and(udp) {
        Err(error) if found.is_empty() => Err(refused(error)),
        _ => Ok(found),
    }
}

fn ask(protocol: u8, states: u32, found: &mut BTreeMap<u64, bool>) -> Result<(), Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        flags,
        Some(SOCK_DIAG),
    )?;
    let kernel = SocketAddrNetlink::new(0, 0);
    sendto(
        &socket,
        &request(protocol, states),
        SendFlags::empty(),
        &kernel,
    )?;
    let mut part = vec![0; PART];
    for _ in 0..MOST_PARTS {
        // The kernel writes the next part when it is asked for, so there is nothing to wait for.
        let (_, length) = recv(&socket, part.as_mut_slice(), RecvFlags::empty())?;
        if length == 0 || read(part.get(..length).unwrap_or_default(), found)? {
            return Ok(());
        }
    }
    Ok(())
}

fn request(protocol: u8, states: u32) -> Vec<u8> {
    let length = (HEAD + REQUEST) as u32;
    let mut bytes = Vec::with_capacity(HEAD + REQUEST);
    bytes.extend(length.to_ne_bytes());
    bytes.extend(BY_FAMILY.to_ne_bytes());
    bytes.extend(REQUEST_ALL.to_ne_bytes());
    // Its number, and the process that asks: the kernel fills that in.
    bytes.extend([0; 8]);
    bytes.extend([VERSION_6, protocol, 0, 0]);
    bytes.extend(states.to_ne_bytes());
    // No address, no port.
    bytes.resize(HEAD + REQUEST, 0);
    bytes
}

/// Reads a part of the answer; true when it was the last.
fn read(mut bytes: &[u8], found: &mut BTreeMap<u64, bool>) -> Result<bool, Errno> {
    while bytes.len() >= HEAD {
        let length = word(bytes, 0).map_or(0, |length| length as usize);
        if length < HEAD {
            break;
        }
        let body = bytes.get(HEAD..length).unwrap_or_default();
        match half(bytes, 4) {
            Some(DONE) => return Ok(true),
            Some(ERROR) => return Err(Errno::OPNOTSUPP),
            Some(BY_FAMILY) => {
                let number = word(body, NUMBER).map(u64::from);
                let only = attribute(body.get(SOCKET..).unwrap_or_default(), VERSION_6_ONLY);
                found.extend(number.zip(only.map(|value| value != 0)));
            }
            _ => {}
        }
        bytes = bytes.get(aligned(length)..).unwrap_or_default();
    }
    Ok(false)
}

/// The first byte of an attribute.
fn attribute(mut bytes: &[u8], wanted: u16) -> Option<u8> {
    loop {
        let length = usize::from(half(bytes, 0)?);
        if length < 4 {
            return None;
        }
        if half(bytes, 2) == Some(wanted) {
            return bytes.get(4).copied();
        }
        bytes = bytes.get(aligned(length)..)?;
    }
}

fn aligned(length: usize) -> usize {
    length.next_multiple_of(4)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u16::from_ne_bytes(part))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_ne_bytes(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::net::{bind, listen, sockopt};
    use std::net::{Ipv6Addr, SocketAddrV6};

    #[test]
    fn a_socket_says_whether_it_leaves_version_4_alone() {
        let mut made = Vec::new();
        for only in [true, false] {
            let Ok(socket) = socket_with(
                AddressFamily::INET6,
                SocketType::STREAM,
                SocketFlags::CLOEXEC,
                None,
            ) else {
                println!("skipped: no version 6 here");
                return;
            };
            sockopt::set_ipv6_v6only(&socket, only).unwrap();
            bind(&socket, &SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, 0, 0, 0)).unwrap();
            listen(&socket, 1).unwrap();
            made.push((rustix::fs::fstat(&socket).unwrap().st_ino, only, socket));
        }
        match version_6_only() {
            Ok(found) => {
                for (number, only, _) in &made {
                    assert_eq!(found.get(number), Some(only));
                }
            }
            Err(error) => println!("skipped: this kernel does not tell: {error}"),
        }
    }

    #[test]
    fn answers_that_are_cut_or_wrong_are_read() {
        let socket = |number: u32, only: u8| {
            let mut body = vec![0; SOCKET];
            body.splice(NUMBER.., number.to_ne_bytes());
            // An attribute that nobody wants stands before it.
            for (kind, value) in [(8_u16, 7), (VERSION_6_ONLY, only)] {
                body.extend(5_u16.to_ne_bytes());
                body.extend(kind.to_ne_bytes());
                body.extend([value, 0, 0, 0]);
            }
            let mut message = ((HEAD + body.len()) as u32).to_ne_bytes().to_vec();
            message.extend(BY_FAMILY.to_ne_bytes());
            message.extend([0; 10]);
            message.extend(body);
            message
        };
        let mut answer = socket(7, 1);
        answer.extend(socket(8, 0));
        let mut found = BTreeMap::new();
        assert_eq!(read(&answer, &mut found), Ok(false));
        assert_eq!(found, BTreeMap::from([(7, true), (8, false)]));
        for at in 0..answer.len() {
            let _ = read(answer.get(..at).unwrap(), &mut found);
            for value in [0, 1, 2, 3, 255] {
                let mut other = answer.clone();
                other.splice(at..=at, [value]);
                let _ = read(&other, &mut found);
            }
        }
        let mut end = 16_u32.to_ne_bytes().to_vec();
        end.extend(DONE.to_ne_bytes());
        end.extend([0; 10]);
        assert_eq!(read(&end, &mut found), Ok(true));
    }
}
