//! Part of wso2-portlint.
