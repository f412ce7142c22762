//! The ports' contract, held on SQLite and on PostgreSQL.

mod contract_reads;
mod contract_schema;
mod contract_writes;
mod support;
