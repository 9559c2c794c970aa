//! The server's half: decodes the arguments before the function runs, and keeps the status of errors. The function's
//! future is boxed, so that the compiler need not look through all of it again in each layer around it.

use super::{Ask, Post};
use crate::error::{AppError, Result};
use crate::web::{Form, decode};
use axum::body::Body;
use axum::http::{Method, Request, Response};
use axum::response::{IntoResponse, Json};
use futures_util::FutureExt;
use leptos::server_fn::Protocol;
use leptos::server_fn::axum::AxumServerFnBackend;
use leptos::server_fn::client::browser::BrowserClient;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The input of a server function, read before it is called: the ids in its address and the form's fields.
#[derive(Clone)]
pub struct Submission {
    pub path: Arc<Form>,
    pub form: Arc<Form>,
}

impl<I, O> Protocol<I, O, BrowserClient, AxumServerFnBackend, AppError> for Post
where
    I: DeserializeOwned + Clone + Send,
    O: IntoResponse + Send,
{
    const METHOD: Method = Method::POST;

    /// Returns errors as responses, because as errors they would all become 500. A transaction that conflicted with
    /// another one is retried.
    async fn run_server<F, Fut>(request: Request<Body>, function: F) -> Result<Response<Body>>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O>> + Send,
    {
        const ATTEMPTS: u32 = 3;
        let input: I = match arguments(&request) {
            Ok(input) => input,
            Err(error) => return Ok(error.into_response()),
        };
        let mut outcome = Err(AppError::Busy);
        for _ in 0..ATTEMPTS {
            outcome = function(input.clone()).boxed().await;
            if !matches!(outcome, Err(AppError::Busy)) {
                break;
            }
        }
        Ok(outcome.into_response())
    }

    async fn run_client(_: &str, _: I) -> Result<O> {
        unreachable!("the server calls the function directly")
    }
}

impl<I, O> Protocol<I, O, BrowserClient, AxumServerFnBackend, AppError> for Ask
where
    I: DeserializeOwned + Send,
    O: Serialize + Send,
{
    const METHOD: Method = Method::GET;

    async fn run_server<F, Fut>(request: Request<Body>, function: F) -> Result<Response<Body>>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O>> + Send,
    {
        let input: I = match arguments(&request) {
            Ok(input) => input,
            Err(error) => return Ok(error.into_response()),
        };
        Ok(function(input).boxed().await.map(Json).into_response())
    }

    async fn run_client(_: &str, _: I) -> Result<O> {
        unreachable!("the server calls the function directly")
    }
}

fn arguments<I: DeserializeOwned>(request: &Request<Body>) -> Result<I> {
    let Submission { path, form } = request.extensions().get().ok_or(AppError::Internal)?;
    decode(path, form)
}
