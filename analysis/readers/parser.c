/* Tags the words of a sentence and finds what each of them hangs on; parser.py says how this is called.

   Compiled to parser.wasm by tools/build_parser.py. Whole numbers only and no library, so that every machine gives the
   same. All that is known by a text or a number stands in one hash table, each kind under a space of its own; 51 bits
   of a hash count, so that two keys are not taken for each other. */

typedef unsigned char u8;
typedef unsigned u32;
typedef unsigned long long u64;
typedef struct { const u8 *at; u32 size; u64 hash, times; } Text; /* times: what a hash before this text is times it */
/* small letters, their last two and three, what it is written in, and the tag it has mostly */
typedef struct { Text low, end, ending, shape, usual; } Word;

#define STEP 0x9e3779b97f4a7c15ULL
#define EXPORT(name) __attribute__((export_name(#name))) name
#define T(literal) text_of((const u8 *)(literal), sizeof(literal) - 1)
#define KEY(space, ...) joined(space, (Text[]){__VA_ARGS__}, sizeof((Text[]){__VA_ARGS__}) / sizeof(Text))
#define MOST 64 /* tags, and labels */

enum { SHIFT, LEFT, RIGHT };

/* Memory: what is kept, then the desk, on which words come in and results go out, then what one call needs. */

extern u8 __heap_base;
static u32 top;
static u8 *desk;

static void *take(u32 size) {
    u32 at = (top + 63) & ~63u; /* what is as long as a line of the cache stands in one */
    top = at + size;
    u32 pages = (top + 65535) >> 16, held = __builtin_wasm_memory_size(0);
    if (pages > held && __builtin_wasm_memory_grow(0, pages - held) == (unsigned long)-1) __builtin_trap();
    return (void *)at;
}

u8 *EXPORT(keep)(u32 size) { return take(size); }

u8 *EXPORT(lay)(u32 size) { /* after all that is kept; from then on memory neither grows nor moves */
    desk = take(size);
    u32 kept = top;
    take(size);
    top = kept;
    return desk;
}

/* The table: a slot has 32 bits of the hash above the address of what is known. The hash of a text is a polynomial of
   its bytes, so that those of texts that stand in many features are worked out once, and joined by a product. */

static u64 *slots;
static u32 mask;

void EXPORT(begin)(u32 size) {
    top = (u32)&__heap_base;
    slots = take(8 * size);
    mask = size - 1;
    for (u32 i = 0; i < size; i++) slots[i] = 0;
}

static inline Text text_of(const u8 *at, u32 size) {
    Text text = {at, size, 0, 1};
    for (u32 i = 0; i < size; i++) {
        text.hash = text.hash * STEP + at[i];
        text.times *= STEP;
    }
    return text;
}

static inline u64 then(u64 key, Text text) { return key * text.times + text.hash; }

static inline u64 joined(u8 space, const Text *parts, u32 count) {
    u64 key = space;
    for (u32 i = 0; i < count; i++) key = then(key, parts[i]);
    return key;
}

static u64 mixed(u64 key) {
    key = (key ^ key >> 33) * 0xff51afd7ed558ccdULL;
    key = (key ^ key >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return key ^ key >> 33;
}

static u64 *slot_of(u64 hash) {
    u32 i = (u32)hash & mask;
    while (slots[i] && slots[i] >> 32 != hash >> 32) i = (i + 1) & mask;
    return slots + i;
}

static void put(u64 key, const u8 *known) {
    u64 hash = mixed(key);
    *slot_of(hash) = hash >> 32 << 32 | (u32)known;
}

static const u8 *get(u64 key) { return (const u8 *)(u32)*slot_of(mixed(key)); }

/* Loading: tables, each with its space, three bytes of nothing, and the lengths of its keys and of what is known by
   them. Keys of small spaces are texts, each ended by a line break; by each is known how many pairs it has, and these,
   of class and weight. Keys of capital spaces are numbers of five bytes with codes of two, byte by byte; known are
   three weights for each code. What comes again is known as it comes last. */

static u32 whole(const u8 *at) { return at[0] | at[1] << 8 | at[2] << 16 | (u32)at[3] << 24; }

static const u8 *spread(const u8 *pairs) { /* a weight for each class, so that they are added up many at once */
    u8 *weights = take(MOST);
    for (u32 i = 0; i < *pairs; i++) weights[pairs[1 + 2 * i]] = pairs[2 + 2 * i];
    return weights;
}

static void load_texts(u8 space, const u8 *keys, u32 size, const u8 *known) {
    for (const u8 *end = keys; end < keys + size; end++) {
        const u8 *start = end;
        while (*end != '\n') end++;
        put(KEY(space, text_of(start, end - start)), space == 'w' || space == 'l' ? spread(known) : known);
        known += 1 + 2 * *known;
    }
}

static u64 number(u8 space, u64 key) { return key ^ (u64)space << 48; }

static void load_numbers(u8 space, const u8 *keys, u32 count, const u8 *known) {
    for (u32 i = 0; i < count; i++) {
        u64 key = 0;
        for (u32 k = 0; k < 5; k++) key |= (u64)keys[k * count + i] << 8 * k;
        put(number(space, key), known + 3 * (keys[5 * count + i] | keys[6 * count + i] << 8));
    }
}

void EXPORT(load)(const u8 *at, const u8 *end) {
    while (at < end) {
        u8 space = *at;
        u32 size = whole(at + 4), known = whole(at + 8);
        at += 12;
        if (space < 'a') load_numbers(space, at, size / 7, at + size);
        else load_texts(space, at, size, at + size);
        at += size + known;
    }
}

/* Features are looked up and their weights summed; tools/train.c, which includes this file, learns from them instead. */

#ifdef TRAINING
static const u8 *right; /* of each word */
static void see(const Text *parts, u32 count);
static void add_move(u64 key);
static u32 learn(u32 count, u32 wanted);

#define ADD(space, ...) see((Text[]){__VA_ARGS__}, sizeof((Text[]){__VA_ARGS__}) / sizeof(Text))
#define BEST(count, i) learn(count, right[i])
#else
static short sums[MOST];
static u64 asked[MOST]; /* hashes of features, looked up together: memory is waited for once */
static const u8 *answers[MOST], nothing[MOST];
static u32 asked_count;

static void add(u64 key) { asked[asked_count++] = mixed(key); }

static void add_move(u64 key) { add(number('M', key)); }

static u32 answer(void) { /* what is known by each feature */
    u64 first[MOST];
    u32 count = asked_count;
    for (u32 i = 0; i < count; i++) first[i] = slots[(u32)asked[i] & mask];
    for (u32 i = 0; i < count; i++) {
        u64 slot = first[i] && first[i] >> 32 != asked[i] >> 32 ? *slot_of(asked[i]) : first[i];
        answers[i] = slot ? (const u8 *)(u32)slot : nothing;
    }
    asked_count = 0;
    return count;
}

static u32 best(u32 count) {
    u32 first = 0, features = answer();
    for (u32 i = 0; i < features; i++)
        for (u32 k = 0; k < MOST; k++) sums[k] += (signed char)answers[i][k];
    for (u32 i = 1; i < count; i++)
        if (sums[i] > sums[first]) first = i;
    for (u32 i = 0; i < MOST; i++) sums[i] = 0;
    return first;
}

#define ADD(space, ...) add(KEY(space, __VA_ARGS__))
#define BEST(count, i) best(count)
#endif

/* Texts in UTF-8, cut by characters. */

static int same(Text one, Text other) {
    if (one.size != other.size) return 0;
    for (u32 i = 0; i < one.size; i++)
        if (one.at[i] != other.at[i]) return 0;
    return 1;
}

static Text head_of(Text text, u32 count) {
    u32 i = 0;
    for (; i < text.size; i++)
        if ((text.at[i] & 0xc0) != 0x80 && count-- == 0) break;
    return text_of(text.at, i);
}

static Text tail_of(Text text, u32 count) {
    u32 i = text.size;
    while (i && count)
        if ((text.at[--i] & 0xc0) != 0x80) count--;
    return text_of(text.at + i, text.size - i);
}

static Text behind_hyphen(Text text) {
    u32 i = text.size;
    while (i && text.at[i - 1] != '-') i--;
    return text_of(text.at + i, text.size - i);
}

static const u8 *read_text(const u8 *at, u8 stop, Text *text) {
    const u8 *start = at;
    while (*at != stop) at++;
    *text = text_of(start, at - start);
    return at + 1;
}

static Word *read_words(const u8 **from, u32 count, u32 margin) { /* "rebels\tx\n": small letters, shape */
    const u8 *at = *from;
    Word *words = (Word *)take((count + 2 * margin) * sizeof(Word));
    for (u32 i = 0; i < count + 2 * margin; i++) {
        Word *word = words + i;
        if (i >= margin && i < count + margin) at = read_text(read_text(at, '\t', &word->low), '\n', &word->shape);
        else {
            word->low = i < margin ? T("<s>") : T("</s>");
            word->shape = word->usual = T("#");
        }
        word->end = tail_of(word->low, 2);
        word->ending = tail_of(word->low, 3);
    }
    *from = at;
    return words;
}

/* Names of tags and labels, and what kind of tag each is. */

enum { OPENS = 1, FINITE = 2, VERB = 4, NOMINAL = 8, AUX = 16, MODAL = 32, AND = 64, WH = 128, MISREAD = 256, MARK = 512, TO = 1024 };

static Text tags[MOST + 1], labels[MOST];
static u32 tag_count, label_count, kind[MOST + 1], vb;

static u32 kind_of(Text tag) {
    const struct { Text tag; u32 kind; } kinds[] = {
        {T("SCONJ"), OPENS}, {T("WH"), OPENS | WH | NOMINAL}, {T("WRB"), OPENS}, {T("MD"), MODAL | FINITE | VERB},
        {T("TO"), TO}, {T("CCONJ"), AND}, {T("PUNCT"), MARK}, {T("VB"), VERB}, {T("VBN"), VERB | MISREAD},
        {T("VBG"), VERB}, {T("VBD"), FINITE | VERB | MISREAD}, {T("VBP"), FINITE | VERB | MISREAD},
        {T("VBZ"), FINITE | VERB}, {T("NOUN"), NOMINAL | MISREAD}, {T("NNS"), NOMINAL}, {T("PROPN"), NOMINAL},
        {T("PRON"), NOMINAL}, {T("NUM"), NOMINAL}, {T("SYM"), NOMINAL},
    };
    for (u32 i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (same(tag, kinds[i].tag)) return kinds[i].kind;
    return same(head_of(tag, 4), T("AUX:")) ? AUX : 0;
}

static const u8 *read_names(const u8 *at, u32 count, Text *names) {
    for (u32 i = 0; i < count; i++) at = read_text(at, '\n', names + i);
    return at;
}

void EXPORT(load_names)(const u8 *at, u32 tag_number, u32 label_number) {
    read_names(read_names(at, tag_number, tags), label_number, labels);
    tag_count = tag_number;
    label_count = label_number;
    tags[MOST] = T("<s>");
    for (u32 i = 0; i < tag_count; i++) {
        kind[i] = kind_of(tags[i]);
        if (same(tags[i], T("VB"))) vb = i;
    }
}

/* Tags. Where a clause stands after a word: what came since it began, which tells a past tense from a participle.
   s nothing yet, n a noun, v a finite verb, c one and then "and", d that and a noun, k one and then a comma; b h m
   after forms of "be", of "have", and after a modal verb or "to"; capitals in a clause that opened after a noun. */

static int is_one_of(Text text, const char *list) { /* each entry between spaces */
    for (const u8 *at = (const u8 *)list; at[1];) {
        const u8 *next = ++at;
        while (*next != ' ') next++;
        if (same((Text){at, next - at, 0, 0}, text)) return 1;
        at = next;
    }
    return 0;
}

static u8 state_after(u8 state, u32 tag, Text low) {
    u32 what = kind[tag];
    if (what & OPENS || is_one_of(low, " ; : \" ( '' -- - "))
        return what & WH && (state == 'n' || state == 'N') ? 'S' : 's';
    if (what & (MODAL | TO)) return 'm';
    if (what & AUX) return is_one_of(low, " have has had having 've 'd ") ? 'h' : 'b';
    if (what & FINITE || (what & VERB && (state == 'b' || state == 'h' || state == 'm')))
        return state == 'N' || state == 'S' ? 'n' : 'v';
    if (state == 'v' || state == 'k' || state == 'c')
        return same(low, T(",")) ? 'k' : what & AND ? 'c' : state == 'c' && what & NOMINAL ? 'd' : state;
    if (what & NOMINAL && (state == 's' || state == 'S')) return state == 'S' ? 'N' : 'n';
    return state;
}

static void add_own(const Word *word) {
    Text low = word->low, last = behind_hyphen(low);
    ADD('w', T("b"));
    ADD('w', T("w"), low);
    ADD('w', T("s"), word->shape);
    ADD('w', T("S"), word->shape, word->end);
    ADD('w', T("p"), head_of(low, 2));
    ADD('w', T("P"), head_of(low, 3));
    ADD('w', T("c"), word->usual, word->shape);
    for (u32 n = 1; n < 5; n++) {
        Text end = tail_of(low, n);
        if (end.size == low.size) break;
        ADD('w', text_of((const u8 *)"1234" + n - 1, 1), end);
    }
    ADD('w', T("h"), last.size == low.size ? T("") : tail_of(last, 3));
}

static void add_beside(const Word *word, Text side) {
    ADD('w', side, T("w"), word->low);
    ADD('w', side, T("3"), word->ending);
    ADD('w', side, T("c"), word->usual, word->shape);
}

static void add_before(Text first, Text second, const Word *word) {
    ADD('w', T("t"), second);
    ADD('w', T("T"), first, T(" "), second);
    ADD('w', T("u"), second, T(" "), word->low);
    ADD('w', T("x"), second, T(" "), word->ending);
}

static void add_since(u8 state, Text before, const Word *word) {
    Text at = text_of(&state, 1), end = word->end, after = word[1].usual;
    ADD('w', T("Q"), at, word->low);
    ADD('w', T("e"), at, end);
    ADD('w', T("n"), at, end, after);
    ADD('w', T("z"), before, end, after);
    ADD('w', T("Z"), at, before, end, after);
}

static const u8 *settled(const Word *word, Text before) {
    Text low = word->low, after = word[1].usual;
    u64 own = KEY('s', low), usual = KEY('s', T("<"), word->usual, T(" "), before);
    const u8 *found = get(then(then(own, T(" ")), before));
    if (!found) found = get(then(then(own, T(">")), after));
    if (!found) found = get(then(then(usual, T(">")), after));
    if (!found) found = get(then(then(usual, T(" ")), word->ending));
    return found;
}

static void tag_words(Word *words, u32 count, u8 *found) {
    for (u32 i = 0; i < count + 4; i++) {
        const u8 *mostly = get(KEY('c', words[i].low));
        words[i].usual = mostly ? text_of(mostly + 1, mostly[2] ? 2 : 1) : words[i].shape;
    }
    u32 earlier = MOST, before = MOST;
    u8 state = 's';
    for (u32 i = 0; i < count; i++) {
        const Word *word = words + i + 2;
        const u8 *known = get(KEY('o', word->low));
        if (!known) known = settled(word, tags[before]);
        u32 tag;
        if (known) tag = known[1];
        else {
            add_own(word);
            add_beside(word - 1, T("-"));
            add_beside(word + 1, T("+"));
            add_beside(word - 2, T("<"));
            add_beside(word + 2, T(">"));
            add_before(tags[earlier], tags[before], word);
            add_since(state, tags[before], word);
            tag = BEST(tag_count, i);
            if (kind[before] & MODAL && kind[tag] & MISREAD) tag = vb;
        }
        found[i] = tag;
        earlier = before;
        before = tag;
        state = state_after(state, tag, word->low);
    }
}

void EXPORT(tag)(void) { /* of each sentence how many words, and the words; instead of them all their tags */
    const u8 *at = desk;
    u8 *out = desk;
    for (u32 count, kept = top; (count = whole(at)); top = kept) {
        at += 4;
        Word *words = read_words(&at, count, 2);
        u8 *found = take(count);
        tag_words(words, count, found);
        for (u32 i = 0; i < count; i++) *out++ = found[i];
    }
}

/* Heads: a greedy arc-hybrid parser. */

typedef struct {
    u32 size, next, held, *stack, *words, *tags, *first, *last, *lefts, *rights;
    int *heads;
} State;

static u32 *zeros(u32 count, u32 value) {
    u32 *at = take(4 * count);
    for (u32 i = 0; i < count; i++) at[i] = value;
    return at;
}

static void move(State *s, u32 what) {
    if (what == SHIFT) {
        s->stack[s->held++] = s->next++;
        return;
    }
    u32 child = s->stack[--s->held];
    if (what == LEFT) {
        s->heads[child] = s->next;
        s->first[s->next] = child;
        if (s->lefts[s->next] < 3) s->lefts[s->next]++;
    } else {
        u32 head = s->stack[s->held - 1];
        s->heads[child] = head;
        s->last[head] = child;
        if (s->rights[head] < 3) s->rights[head]++;
    }
}

static void views(const State *s, u64 *around, u64 *ahead) { /* what settles a move: tags around, or a word and tags ahead */
    u32 s0 = s->stack[s->held - 1], two = s->held > 1;
    u64 next = s->tags[s->next] * 64 + s->tags[s->next + 1], tag = s->tags[s0], word = s->words[s0];
    *around = (two ? s->tags[s->stack[s->held - 2]] * 64 + tag : tag) * 4096 + next;
    *ahead = ((u64)(1 + two) << 32) + word * 4096 + next;
}

static u32 least(u32 one, u32 other) { return one < other ? one : other; }

static void add_state(const State *s) {
    const u32 *w = s->words, *t = s->tags, *first = s->first, *last = s->last;
    u32 nothing = s->size + 4, held = s->held, b0 = s->next;
    u32 s0 = held ? s->stack[held - 1] : nothing, s1 = held > 1 ? s->stack[held - 2] : nothing;
    u32 s2 = held > 2 ? s->stack[held - 3] : nothing;
    u64 s0w = w[s0], s1w = w[s1], b0w = w[b0], b1w = w[b0 + 1];
    u64 s0t = t[s0], s1t = t[s1], s2t = t[s2], b0t = t[b0], b1t = t[b0 + 1], b2t = t[b0 + 2];
    u64 s0l = t[first[s0]], s0r = t[last[s0]], s1l = t[first[s1]], s1r = t[last[s1]], b0l = t[first[b0]];
    u64 far = held ? least(b0 - s0, 8) : 0, near = held > 1 ? least(s0 - s1, 8) : 0;
    u64 sb = s0t * 64 + b0t, ss = s1t * 64 + s0t, bb = b0t * 64 + b1t;
    u64 v0 = s->lefts[s0] * 4 + s->rights[s0], v1r = s->rights[s1];
    const u64 keys[] = {
        s0w * 64 + s0t, s1w * 64 + s1t, b0w * 64 + b0t, b1w * 64 + b1t, sb * 64 + s1t, s0w * 64 + b0t, b0w * 64 + s0t,
        s0w * 8192 + b0w, ss * 64 + s2t, s1w * 64 + s0t, s0w * 64 + s1t, s1w * 8192 + s0w, sb, ss, sb * 64 + b1t,
        bb * 64 + b2t, sb * 64 + s0l, sb * 64 + s0r, ss * 64 + s1r, ss * 64 + s1l, ss * 64 + s0l, ss * 64 + s0r,
        sb * 64 + b0l, sb * 64 + far, ss * 64 + near, s0t * 64 + v0, s0w * 64 + v0, ss * 64 + v1r,
        (ss * 64 + b0t) * 64 + b1t, (s1w * 64 + s0t) * 64 + b0t, (s0w * 64 + b0t) * 64 + b1t,
        (s0w * 64 + s0r) * 64 + b0t, (s1w * 64 + s1r) * 64 + s0t, s2t * 64 + b0t, w[s2] * 64 + s0t,
        w[last[s0]] * 64 + s0t, w[first[s0]] * 64 + s0t, w[last[s1]] * 64 + s1t, w[first[b0]] * 64 + b0t,
        b1w * 64 + s0t,
    };
    for (u32 i = 0; i < sizeof keys / sizeof *keys; i++) add_move(((u64)i << 32) + keys[i]);
}

static u32 known_number(u8 space, Text text) { /* 0 is nothing, 1 the root, 2 what is not known */
    const u8 *found = get(KEY(space, text));
    return found ? found[1] | found[2] << 8 : 2;
}

static State started(const Word *words, const Text *fine, u32 size) {
    State s = {size, 0, 0, zeros(size + 5, 0), zeros(size + 5, 0), zeros(size + 5, 0), zeros(size + 5, size + 4),
               zeros(size + 5, size + 4), zeros(size + 5, 0), zeros(size + 5, 0), (int *)zeros(size, -1)};
    for (u32 i = 0; i < size; i++) {
        s.words[i] = known_number('v', words[i].low);
        s.tags[i] = known_number('f', fine[i]);
    }
    s.words[size] = s.tags[size] = 1;
    return s;
}

#ifndef TRAINING
static const u8 *settled_move(const State *s) {
    u64 around, ahead;
    views(s, &around, &ahead);
    const u8 *found = get(number('S', around));
    return found ? found : get(number('S', ahead));
}

static int *find_heads(const Word *words, const Text *fine, u32 size) {
    State s = started(words, fine, size);
    while (s.next < size || s.held) {
        const u8 *known;
        if (!s.held) move(&s, SHIFT);
        else if ((known = settled_move(&s))) move(&s, *known);
        else {
            add_state(&s);
            int shift = 0, left = 0, right = 0, alone = s.held < 2;
            for (u32 i = 0, count = answer(); i < count; i++)
                if (answers[i] != nothing) {
                    shift += answers[i][0] - 128;
                    left += answers[i][1] - 128;
                    right += answers[i][2] - 128;
                }
            if (s.next < size && shift >= left && (alone || shift >= right)) move(&s, SHIFT);
            else move(&s, alone || left >= right ? LEFT : RIGHT);
        }
    }
    int root = -1;
    for (u32 i = 0; i < size; i++) /* what else hangs on no word hangs on the first that does not */
        if (s.heads[i] == (int)size) {
            s.heads[i] = root;
            if (root < 0) root = i;
        }
    return s.heads;
}
#endif

/* Labels. */

typedef struct { const Word *words; const Text *fine; const int *heads; int *left, *right; u32 *commas, size; } Arcs;

static Arcs outermost(const Word *words, const Text *fine, const int *heads, u32 size) {
    Arcs a = {words, fine, heads, (int *)zeros(size, -1), (int *)zeros(size, -1), zeros(size, 0), size};
    for (int i = 0, count = 0; i < (int)size; i++) {
        int head = heads[i];
        a.commas[i] = count;
        count += same(words[i].low, T(","));
        if (head > i && a.left[head] < 0) a.left[head] = i;
        else if (head >= 0 && head < i && !is_one_of(words[i].low, " . , \" ")) a.right[head] = i;
    }
    return a;
}

static Text digit(int one, int other) { /* how far apart two words are, up to five */
    u32 distance = least(one < other ? other - one : one - other, 5);
    return text_of((const u8 *)"012345" + distance, 1);
}

static const u8 *sure_label(const Arcs *a, int i) {
    int head = a->heads[i];
    if (head < 0) return get(KEY('a', T("root")));
    u64 key = KEY('a', a->fine[i], T(" "), a->fine[head], T(" "), head > i ? T("<") : T(">"));
    const u8 *found = get(key);
    if (found || !a->words[i].usual.size) return found;
    found = get(then(key, a->words[i].low));
    Text child = a->left[i] < 0 ? T("") : a->words[a->left[i]].low;
    return found ? found : get(then(then(then(key, T(" ")), digit(i, head)), child));
}

static void add_arc(const Arcs *a, int i) {
    int head = a->heads[i], left = a->left[i], right = a->right[i];
    Text mine = a->fine[i], none = T("");
    if (head < 0) {
        ADD('l', T("R"), mine);
        return;
    }
    const Word *words = a->words;
    int low = head > i ? i : head, high = head > i ? head : i;
    Text word = words[i].low, over = words[head].low, its = a->fine[head], side = head > i ? T("<") : T(">");
    Text child = left < 0 ? none : words[left].low, end = right < 0 ? none : words[right].low;
    Text grand = a->heads[head] < 0 ? T("R") : a->fine[a->heads[head]], s = T(" ");
    int commas = a->commas[high] - a->commas[low] - same(words[low].low, T(","));
    Text comma = commas > 0 ? T(",") : none;
    ADD('l', side, mine, s, its);
    ADD('l', T("d"), side, mine, s, its, digit(low, high), comma);
    ADD('l', T("w"), word, side, its);
    ADD('l', T("h"), over, side, mine);
    ADD('l', T("l"), side, mine, s, its, child);
    ADD('l', T("L"), child, s, mine, s, over);
    ADD('l', T("r"), side, mine, s, its, end);
    ADD('l', T("p"), word, s, over);
    ADD('l', T("g"), side, mine, s, its, grand);
    ADD('l', T("b"), side, mine, s, its, i ? a->fine[i - 1] : none, i + 1 < (int)a->size ? a->fine[i + 1] : none);
    ADD('l', T("t"), side, mine, s, its, left < 0 ? none : a->fine[left], comma);
    ADD('l', T("m"), mine, word, words[head].ending, side);
}

typedef struct { u32 count; const u8 *end; Word *words; Text *fine; } Given;

static Given read_tagged(const u8 *at) { /* how many words, their tags, and the words; what is a mark has no usual tag */
    u32 count = whole(at);
    const u8 *tag = at + 4, *end = tag + count;
    Word *words = read_words(&end, count, 0);
    Given given = {count, end, words, take(count * sizeof(Text))};
    for (u32 i = 0; i < count; i++) { /* marks are told apart */
        Word *word = given.words + i;
        int mark = kind[tag[i]] & MARK, letter = *word->shape.at == 'X' || *word->shape.at == 'x';
        given.fine[i] = mark ? head_of(word->low, 1) : tags[tag[i]];
        word->usual = mark && !letter ? T("") : tags[tag[i]];
    }
    return given;
}

#ifndef TRAINING
void EXPORT(parse)(void) { /* tagged sentences; instead of them of each the heads of two bytes, and the labels */
    u32 punct = 0;
    for (u32 i = 0; i < label_count; i++)
        if (same(labels[i], T("punct"))) punct = i;
    const u8 *at = desk;
    u8 *out = desk;
    for (u32 kept = top; whole(at); top = kept) {
        Given given = read_tagged(at);
        const int *heads = find_heads(given.words, given.fine, given.count);
        const Arcs arcs = outermost(given.words, given.fine, heads, given.count);
        u8 *found = take(given.count);
        for (u32 i = 0; i < given.count; i++) {
            const u8 *known = sure_label(&arcs, i);
            if (known) found[i] = known[1];
            else if (!given.words[i].usual.size) found[i] = punct;
            else {
                add_arc(&arcs, i);
                found[i] = BEST(label_count, i);
            }
        }
        at = given.end;
        for (u32 i = 0; i < given.count; i++, out += 2) {
            out[0] = heads[i];
            out[1] = heads[i] >> 8;
        }
        for (u32 i = 0; i < given.count; i++) *out++ = found[i];
    }
}
#endif
