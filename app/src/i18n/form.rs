//! Texts of forms and of the error summary.

messages! { "form";
    optional: "(optional)";
    things_to_mend(n): "One thing to put right before this can be sent" | "{n} things to put right before this can be sent";
    incomplete: "Something is missing in this form. Nothing was saved; fill in every field that is not marked optional.";
    choose: "Please choose";
    show_this(label): "Show: {label}";
    sending: "Sending";
}
