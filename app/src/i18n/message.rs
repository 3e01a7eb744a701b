//! Texts of the message pages.

messages! { "message";
    messages: "Messages";
    conversations: "Conversations";
    conversation: "Conversation";
    with_person(name): "Messages with {name}";
    choose: "Choose a conversation";
    choose_text: "A conversation begins when a client answers a proposal, and each contract has one.";
    none: "No conversations yet";
    no_rooms: "No conversations yet. One begins when a client answers a proposal.";
    unread: "unread";
    back: "Back to the conversations";
    earlier: "Earlier messages";
    newest: "To the newest messages";
    nothing_yet: "Nothing has been written yet.";
    mark_read(n): "Mark it as read" | "Mark {n} as read";
    contract: "Contract";
    open_contract: "Open the contract";
    kept: "What is written here is kept with the contract.";
    job: "Job";
    you: "You";
    deleted: "This message was deleted.";
    edited: "edited";
    state_read: ", read";
    state_sent: ", sent";
    change: "Change or delete";
    change_text: "Your message";
    change_send: "Save the change";
    delete: "Delete the message";
    write_to(name): "Write to {name}";
    send: "Send";
    enter_sends: "Enter sends; Shift+Enter starts a new line.";
    sending: "Sending";
    waiting: "Not sent yet: there is no connection. It goes out by itself as soon as there is one.";
    not_sent(why): "Not sent. {why}";
    again: "Try again";
    drop_it: "Discard";
}
