use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        Donated = "donated",
        ProjectSaved = "project_saved",
        ProjectPublished = "project_published",
        ProjectsPublished { done, left } = "projects_published",
        ProjectClosed = "project_closed",
        DraftDeleted = "project_deleted",
        OrderChanged = "project_moved",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::Donated => tr!(l, "感谢您的捐赠！", "Thank you for your donation!"),
            Self::ProjectSaved => tr!(l, "公益项目已保存。", "Project saved."),
            Self::ProjectsPublished { done, left: 0 } => {
                tr!(l, "已发布 {done} 个公益项目。", "Projects published: {done}.")
            }
            Self::ProjectsPublished { done, left } => tr!(
                l,
                "已发布 {done} 个公益项目；另外 {left} 个期限已过或已由他人处理，未作改动。",
                "Projects published: {done}. Unchanged, already over or handled by others: {left}."
            ),
            Self::ProjectPublished => tr!(l, "公益项目已发布。", "Project published."),
            Self::ProjectClosed => {
                tr!(l, "项目已结束，报告已公布。", "Project closed and report published.")
            }
            Self::DraftDeleted => tr!(l, "草稿已删除。", "Draft deleted."),
            Self::OrderChanged => tr!(l, "顺序已调整。", "Order changed."),
        }
    }
}
