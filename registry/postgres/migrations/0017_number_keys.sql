-- +goose Up
-- A serial or register number stands in the register once, in whatever way it is written:
-- "C 4" and "c 000O004" are one number. The unique indexes know equal texts only; these
-- find a number by what all ways to write it share. They are not unique: a register that
-- was kept before may hold two ways to write one number, and nothing that was issued is
-- changed. What is imported or drawn is held against them by the program, under a lock.

-- NumberKey of package registry, in SQL. Letters and spaces are listed, so that the result
-- depends on no locale and no version of a library. Its cost lets the planner look a number
-- up in the index and not make the keys of all others.
-- +goose StatementBegin
CREATE FUNCTION number_key(number text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    key text COLLATE "C" := number;
BEGIN
    IF key ~ '[^ -~]|[0-9] *[OoIl|]' THEN -- few numbers have one of these
        key := translate(key, E' \t\n\u000B\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005'
            '\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000', '');
        -- Behind a digit, these letters are digits.
        key := regexp_replace(key, '(?<=[0-9][OoIl|]*)[Oo]', '0', 'g');
        key := regexp_replace(key, '(?<=[0-9][OoIl|]*)[Il|]', '1', 'g');
        key := translate(key,
            'đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ',
            'ĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ');
    END IF;
    -- Capitals of ASCII; no zeros, and no letters O for them, before a number.
    RETURN regexp_replace(upper(translate(key, ' ', '')), '(^|[^0-9O])[0O]+(?=[0-9])', '\1', 'g');
END
$$;
-- +goose StatementEnd

CREATE INDEX register_entry_serial_key ON register_entry (issuer, number_key(serial_number))
    WHERE serial_number IS NOT NULL;
CREATE INDEX register_entry_register_key ON register_entry (issuer, book, number_key(register_number))
    WHERE register_number IS NOT NULL;
