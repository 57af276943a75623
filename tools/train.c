/* Learns the weights of parser.c, which it includes: averaged perceptrons, one sentence a call; train_tagger.py says how.

   The tagger and the labels learn from their own guesses; the parser by the dynamic oracle of Goldberg and Nivre (TACL
   2013): right is each move that makes no further arc impossible. */

#define TRAINING
#include "../analysis/readers/parser.c"

/* What is learnt: features in a table by their hash, each with its text and a chain of weights. */

typedef struct { u64 hash; const u8 *text; u32 size, chain; } Feature;
typedef struct { double total; float weight; u32 stamp, next, class; } Weight;

static Feature *features;
static Weight *weights;
static u8 *texts, *first_text, *aside;
static u64 *notes;
static u32 rooms, feature_count, weight_count, now, note_count, chance;

u8 *EXPORT(prepare)(u32 feature_room, u32 size) { /* once, after the desk is laid: room for features, and for what is right */
    rooms = feature_room;
    features = take(feature_room * sizeof(Feature));
    weights = take(4 * feature_room * sizeof(Weight));
    first_text = take(24 * feature_room);
    notes = take(size);
    aside = take(size);
    right = aside;
    return aside;
}

u64 *EXPORT(noted)(void) { return notes; }

void EXPORT(forget)(void) { /* before the next perceptron */
    for (u32 i = 0; i < rooms; i++) features[i] = (Feature){0, 0, 0, 0};
    texts = first_text;
    feature_count = now = 0;
    weight_count = 1;
    chance = 18;
}

static struct { u64 hash; u8 text[256]; u32 size; } seen[64];
static u32 seen_count;

static void see(const Text *parts, u32 count) {
    u32 size = 0;
    for (u32 i = 0; i < count; i++)
        for (u32 k = 0; k < parts[i].size && size < 255; k++) seen[seen_count].text[size++] = parts[i].at[k];
    seen[seen_count].size = size;
    seen[seen_count].hash = mixed(KEY('x', text_of(seen[seen_count].text, size))) | 1;
    seen_count++;
}

static void add_move(u64 key) {
    u8 bytes[5];
    for (u32 i = 0; i < 5; i++) bytes[i] = key >> 8 * i;
    Text text = text_of(bytes, 5);
    see(&text, 1);
}

static Feature *feature_of(u64 hash) {
    u32 i = (u32)(hash >> 1) & (rooms - 1);
    while (features[i].hash && features[i].hash != hash) i = (i + 1) & (rooms - 1);
    return features + i;
}

static float scores[MOST];

static void score(u32 count) {
    for (u32 i = 0; i < count; i++) scores[i] = 0;
    for (u32 i = 0; i < seen_count; i++)
        for (u32 at = feature_of(seen[i].hash)->chain; at; at = weights[at].next)
            scores[weights[at].class] += weights[at].weight;
}

static void change(Feature *feature, u32 class, float by) {
    u32 at = feature->chain;
    while (at && weights[at].class != class) at = weights[at].next;
    if (!at) {
        if (weight_count == 4 * rooms) __builtin_trap();
        at = weight_count++;
        weights[at] = (Weight){0, 0, now, feature->chain, class};
        feature->chain = at;
    }
    weights[at].total += (double)weights[at].weight * (now - weights[at].stamp);
    weights[at].stamp = now;
    weights[at].weight += by;
}

static void update(u32 wanted, u32 guess) {
    for (u32 i = 0; i < seen_count; i++) {
        Feature *feature = feature_of(seen[i].hash);
        if (!feature->hash) {
            if (++feature_count > rooms / 4 * 3) __builtin_trap();
            *feature = (Feature){seen[i].hash, texts, seen[i].size, 0};
            for (u32 k = 0; k < seen[i].size; k++) *texts++ = seen[i].text[k];
        }
        change(feature, wanted, 1);
        change(feature, guess, -1);
    }
}

static u32 learn(u32 count, u32 wanted) {
    u32 guess = 0;
    score(count);
    for (u32 i = 1; i < count; i++)
        if (scores[i] > scores[guess]) guess = i;
    now++;
    if (guess != wanted) update(wanted, guess);
    seen_count = 0;
    return guess;
}

void EXPORT(learn_labels)(void) { /* of a tagged sentence: aside stand its labels, behind them its heads */
    u32 kept = top;
    Given given = read_tagged(desk);
    const Arcs arcs = outermost(given.words, given.fine, (const int *)(aside + (given.count + 3 & ~3u)), given.count);
    for (u32 i = 0; i < given.count; i++)
        if (!sure_label(&arcs, i) && given.words[i].usual.size) {
            add_arc(&arcs, i);
            learn(label_count, right[i]);
        }
    top = kept;
}

/* How many right arcs each move makes impossible. */

static void count_costs(const State *s, const int *heads, const u8 *held, u32 *cost) {
    u32 b = s->next, n = s->size, s0 = s->stack[s->held - 1], later = 0;
    int two = s->held > 1;
    cost[SHIFT] = b == n;
    for (u32 i = 0; i < n; i++) {
        cost[SHIFT] += b < n && heads[i] == (int)b && held[i];
        later += i >= b && heads[i] == (int)s0;
    }
    if (b < n) cost[SHIFT] += heads[b] < (int)n && held[heads[b]] && heads[b] != (int)s0;
    u32 head = heads[s0];
    cost[LEFT] = later + (head > b || (two && head == s->stack[s->held - 2]));
    cost[RIGHT] = later + (head >= b);
}

static u32 best_of(const u32 *cost, const int *legal, u32 least) {
    u32 found = 3;
    for (u32 i = 0; i < 3; i++)
        if (legal[i] && cost[i] <= least && (found == 3 || scores[i] > scores[found])) found = i;
    return found;
}

u32 EXPORT(learn_moves)(u32 follow, u32 noting) { /* aside stand the heads, of the root how many words; follow guesses of 10 */
    u32 kept = top, wrong = 0;
    Given given = read_tagged(desk);
    State s = started(given.words, given.fine, given.count);
    const int *heads = (const int *)aside;
    u8 *held = take(given.count);
    for (u32 i = 0; i < given.count; i++) held[i] = 0;
    note_count = 1;
    while (s.next < s.size || s.held) {
        int legal[] = {s.next < s.size, s.held > 0, s.held > 1};
        u32 what = legal[SHIFT] ? SHIFT : LEFT;
        if (legal[SHIFT] + legal[LEFT] + legal[RIGHT] > 1) {
            u32 cost[3], least = ~0u;
            count_costs(&s, heads, held, cost);
            for (u32 i = 0; i < 3; i++)
                if (legal[i] && cost[i] < least) least = cost[i];
            add_state(&s);
            score(3);
            u32 guess = best_of(cost, legal, ~0u), wanted = best_of(cost, legal, least);
            now++;
            if (guess != wanted) update(wanted, guess), wrong++;
            seen_count = 0;
            chance = chance * 1664525 + 1013904223;
            what = (chance >> 8) % 10 < follow ? guess : wanted;
        }
        if (noting && s.held) {
            views(&s, notes + note_count, notes + note_count + 1);
            notes[note_count] = notes[note_count] << 2 | what;
            notes[note_count + 1] = notes[note_count + 1] << 2 | what;
            note_count += 2;
        }
        if (what == SHIFT) held[s.next] = 1;
        else held[s.stack[s.held - 1]] = 0;
        move(&s, what);
    }
    notes[0] = note_count;
    top = kept;
    return wrong;
}

/* The averages: for each feature the size of its text, how many weights it has, the text, and each class and weight. */

u8 *EXPORT(averages)(void) { /* how many bytes, then the features */
    u32 kept = top;
    u8 *start = take(4 + 2 * feature_count + (texts - first_text) + 5 * weight_count), *at = start + 4;
    for (u32 i = 0; i < rooms; i++) {
        const Feature *feature = features + i;
        if (!feature->hash) continue;
        u8 *count = at + 1;
        *at = feature->size;
        *count = 0;
        at += 2;
        for (u32 k = 0; k < feature->size; k++) *at++ = feature->text[k];
        for (u32 k = feature->chain; k; k = weights[k].next, ++*count) {
            const Weight *w = weights + k;
            union { float value; u8 bytes[4]; } mean = {(w->total + (double)w->weight * (now - w->stamp)) / now};
            *at++ = w->class;
            for (u32 b = 0; b < 4; b++) *at++ = mean.bytes[b];
        }
    }
    u32 size = at - start - 4;
    for (u32 b = 0; b < 4; b++) start[b] = size >> 8 * b;
    top = kept;
    return start;
}
