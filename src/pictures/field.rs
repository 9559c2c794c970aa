use crate::ui::{CheckBox, FileField};
use crate::web::use_locale;
use leptos::prelude::*;

pub(super) const PHOTO: &str = "photo";
pub(super) const KEPT: &str = "photo_kept";
pub(super) const DROPPED: &str = "photo_dropped";

/// A file input for a photo. `kept` is the address of a photo that was chosen before the form was shown again.
#[component]
pub fn PhotoField(kept: Option<String>) -> impl IntoView {
    let l = use_locale();
    let kept = kept.map(|address| {
        view! {
            <div class="field">
                <p>{tr!(l, "已选照片，保存后生效：", "Your photo, used when you save:")}</p>
                <img src=address.clone() alt=tr!(l, "已选好的照片", "The photo you chose") width="240" height="150"/>
                <input type="hidden" name=KEPT value=address/>
                <CheckBox name=DROPPED label=tr!(l, "不用这张照片", "Do not use this photo")/>
            </div>
        }
    });
    view! {
        <FileField name=PHOTO label=tr!(l, "上传照片", "Upload a photo") required=false accept="image/png,image/jpeg,image/webp"
            hint=tr!(l, "PNG、JPEG 或 WebP，最大 2 MB；上传后替代上面的插图。", "PNG, JPEG or WebP, at most 2 MB. Replaces the drawing above.")/>
        {kept}
    }
}
