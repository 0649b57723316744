"""Methods × cultures × tasks → scores with intervals and controls."""
