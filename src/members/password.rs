use crate::error::{AppError, Problem, Result};
use crate::web::{App, Secret};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::LazyLock;

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Verified against if no account has the phone, so that an unknown phone takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("a password no account has").unwrap_or_default());

const SHORTEST: usize = 8;
/// In bytes; longer input is an attack on the hash, not a password.
const LONGEST: usize = 1024;

/// Checks password strength. `inputs` are texts that the password must not resemble: name, phone.
pub fn check(password: &str, inputs: &[&str]) -> Result<(), Problem> {
    if password.chars().count() < SHORTEST {
        return Err(Problem::TooShort { min: SHORTEST as i64 });
    }
    if password.len() > LONGEST {
        return Err(Problem::TooLong { max: LONGEST as i64 });
    }
    // zxcvbn reads at most 100 characters; longer passwords are strong by length.
    let start: String = password.chars().take(100).collect();
    if zxcvbn::zxcvbn(&start, inputs).score() < zxcvbn::Score::Two {
        return Err(Problem::CommonPassword);
    }
    Ok(())
}

/// Like [`check`], but reports a problem on the form field `password`.
pub fn check_typed(typed: &Secret, inputs: &[&str]) -> Result<()> {
    let problem = match check(&typed.0, inputs) {
        Ok(()) => return Ok(()),
        Err(_) if typed.0.is_empty() => Problem::Empty,
        Err(problem) => problem,
    };
    Err(AppError::field("password", problem))
}

/// Returns an argon2id hash in PHC format.
pub async fn hash(app: &App, password: String) -> Result<String> {
    blocking(app, move || hash_now(&password)).await?.ok_or(AppError::Internal)
}

/// Checks a password against a hash; without a hash it takes the same time and returns false.
pub async fn verify(app: &App, password: String, hash: Option<String>) -> Result<bool> {
    blocking(app, move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right = password.len() <= LONGEST
            && PasswordHash::new(&hash).is_ok_and(|hash| ARGON2.verify_password(password.as_bytes(), &hash).is_ok());
        right && known
    })
    .await
}

fn hash_now(password: &str) -> Option<String> {
    ARGON2.hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

/// Runs on a blocking thread, a limited number at a time: hashing takes a core and 19 MiB.
async fn blocking<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let permit = app.hashing.clone().acquire_owned().await.map_err(|_| AppError::Internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(permit);
        result
    });
    done.await.map_err(|_| AppError::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_and_short_passwords_are_refused() {
        assert_eq!(check("short", &[]), Err(Problem::TooShort { min: 8 }));
        assert_eq!(check("password1", &[]), Err(Problem::CommonPassword));
        assert_eq!(check("13800138001", &["13800138001"]), Err(Problem::CommonPassword));
        assert_eq!(check(&"长城长城".repeat(300), &[]), Err(Problem::TooLong { max: 1024 }));
        assert_eq!(check("demo-club-2026", &[]), Ok(()));
        assert_eq!(check("我的车停在楼下北门", &[]), Ok(()));
    }
}
