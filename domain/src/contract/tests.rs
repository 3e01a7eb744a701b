//! Every milestone state meets every command, and any sequence of commands keeps the rules of the books.
