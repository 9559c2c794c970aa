use crate::error::{AppError, Conflict, Result};

/// How many rows an action on several rows changed, and how many it left because they refused it.
///
/// Each step checks everything before it writes anything, so a row that refuses is left as it was.
#[derive(Debug, Default)]
pub struct Tally {
    done: i64,
    left: i64,
    refusal: Option<AppError>,
}

impl Tally {
    /// Counts one row's step. A row that refuses or no longer exists is left; any other error ends the action.
    pub fn count(&mut self, step: Result<()>) -> Result<()> {
        match step {
            Ok(()) => self.done += 1,
            Err(refusal @ AppError::Refused(_)) => {
                self.left += 1;
                self.refusal.get_or_insert(refusal);
            }
            Err(AppError::NotFound) => self.left += 1,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The numbers of rows changed and left; if none was changed, the first row's refusal.
    pub fn finish(self) -> Result<(i64, i64)> {
        match self.done {
            0 => Err(self.refusal.unwrap_or(Conflict::Handled.into())),
            done => Ok((done, self.left)),
        }
    }
}

/// The ids of an action on several rows, each once and in a fixed order, so that two administrators with the same
/// selection cannot deadlock.
pub fn in_lock_order<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(steps: impl IntoIterator<Item = Result<()>>) -> Result<(i64, i64)> {
        let mut tally = Tally::default();
        for step in steps {
            tally.count(step)?;
        }
        tally.finish()
    }

    #[test]
    fn rows_that_refuse_are_left_and_errors_end_the_action() {
        let refused = || Err(Conflict::WrongState.into());
        assert_eq!(tally([Ok(()), refused(), Err(AppError::NotFound), Ok(())]).unwrap(), (2, 2));
        assert_eq!(tally([Err(AppError::NotFound), refused()]), Err(Conflict::WrongState.into()));
        assert_eq!(tally([Err(AppError::NotFound)]), Err(Conflict::Handled.into()));
        assert_eq!(tally([Ok(()), Err(AppError::Internal)]), Err(AppError::Internal));
    }
}
