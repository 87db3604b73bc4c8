namespace Polydev.Simulator.Serving;

/// <summary>Makes the ids of answers: unlike each other, alike in every run with the same seed.</summary>
internal sealed class ReplyIds(int seed)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private long _last;

    /// <summary>The next id: 24 letters and digits.</summary>
    public string Next() => string.Create(24, (Number: (ulong)Interlocked.Increment(ref _last), Seed: (ulong)seed), static (text, state) =>
    {
        // SplitMix64: enough to look like the ids of the real ones.
        var bits = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            if (i % 12 == 0)
            {
                bits = Mix(state.Number + (state.Seed << 40) + ((ulong)i << 32));
            }

            text[i] = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }
    });

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
