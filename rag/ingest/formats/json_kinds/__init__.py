"""The kinds of JSON records whose fields are not plain: each module makes plain ones of them."""
