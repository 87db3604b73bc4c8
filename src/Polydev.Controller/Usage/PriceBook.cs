using Polydev.Protocol.Events;

namespace Polydev.Controller.Usage;

/// <summary>What tokens cost. A model that is not in the list has no price, which is not the same as a price of nothing.</summary>
internal sealed class PriceBook
{
    private const decimal PerMillion = 1_000_000m;

    private readonly Dictionary<(string Provider, string Model), PriceEntry> _exact = [];
    private readonly Dictionary<string, List<(string Prefix, PriceEntry Entry)>> _prefixes = new(StringComparer.Ordinal);

    /// <summary>Makes the book of a list without faults.</summary>
    public PriceBook(PriceFile file)
    {
        AsOf = file.AsOf;
        foreach (var entry in file.Prices)
        {
            foreach (var model in entry.Models)
            {
                Add(entry, model);
            }
        }

        foreach (var prefixes in _prefixes.Values)
        {
            // The longest prefix says most about the model.
            prefixes.Sort(static (a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
        }
    }

    /// <summary>Day on which the prices were right.</summary>
    public DateOnly AsOf { get; }

    /// <summary>What the tokens cost in US dollars; null when the model has no price.</summary>
    public decimal? Cost(string provider, string model, TokenUsage usage)
    {
        if (Find(provider, model) is not { } entry)
        {
            return null;
        }

        Rates rates = entry.LongContext is { } longer && usage.InputTokens > longer.AboveInputTokens ? longer : entry;
        var written = usage.CacheWriteInputTokens ?? 0;
        var plain = Math.Max(0, usage.InputTokens - usage.CachedInputTokens - written);
        var total = (plain * rates.Input)
            + (usage.CachedInputTokens * (rates.CachedInput ?? rates.Input))
            + (written * (rates.CacheWrite ?? rates.Input))
            + (usage.OutputTokens * rates.Output);
        return total / PerMillion;
    }

    private PriceEntry? Find(string provider, string model)
    {
        if (_exact.TryGetValue((provider, model), out var entry))
        {
            return entry;
        }

        if (_prefixes.TryGetValue(provider, out var prefixes))
        {
            foreach (var (prefix, prefixed) in prefixes)
            {
                if (model.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return prefixed;
                }
            }
        }

        return null;
    }

    private void Add(PriceEntry entry, string model)
    {
        if (!model.EndsWith('*'))
        {
            _exact[(entry.Provider, model)] = entry;
            return;
        }

        if (!_prefixes.TryGetValue(entry.Provider, out var prefixes))
        {
            _prefixes[entry.Provider] = prefixes = [];
        }

        prefixes.Add((model[..^1], entry));
    }
}
