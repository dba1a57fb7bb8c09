//! The tree that says what is what: paragraphs, headings, tables, in the order of reading.

use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};

/// Groups under construction; number 0 is the document.
pub(super) struct Tags {
    groups: Vec<(Option<TagKind>, Vec<Child>)>,
}

enum Child {
    Group(usize),
    Leaf(Identifier),
}

impl Tags {
    pub fn new() -> Self {
        Self { groups: vec![(None, Vec::new())] }
    }

    /// A group at the end of another.
    pub fn group(&mut self, parent: usize, tag: impl Into<TagKind>) -> usize {
        let number = self.groups.len();
        self.groups.push((Some(tag.into()), Vec::new()));
        self.groups[parent].1.push(Child::Group(number));
        number
    }

    pub fn leaf(&mut self, group: usize, leaf: Identifier) {
        self.groups[group].1.push(Child::Leaf(leaf));
    }

    /// The tree; groups that nothing was drawn for are left out, but cells keep their place.
    pub fn tree(mut self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for node in self.children(0) {
            tree.push(node);
        }
        tree
    }

    fn children(&mut self, group: usize) -> Vec<Node> {
        let children = std::mem::take(&mut self.groups[group].1);
        children
            .into_iter()
            .filter_map(|child| match child {
                Child::Leaf(leaf) => Some(Node::Leaf(leaf)),
                Child::Group(number) => self.node(number),
            })
            .collect()
    }

    fn node(&mut self, number: usize) -> Option<Node> {
        let tag = self.groups[number].0.take()?;
        let children = self.children(number);
        let cell = matches!(tag, TagKind::TD(_) | TagKind::TH(_));
        (cell || !children.is_empty()).then(|| Node::Group(TagGroup::with_children(tag, children)))
    }
}
