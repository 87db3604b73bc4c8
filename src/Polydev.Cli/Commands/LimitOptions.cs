using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Polydev.Cli.Commands;

/// <summary>The options that set what a tenant may use; <c>none</c> takes a limit away.</summary>
internal sealed class LimitOptions
{
    private readonly IReadOnlyList<(Option<string?> Option, string Field)> _limits =
    [
        (Limit("--max-concurrent", "Executions that may run at the same time"), "max_concurrent"),
        (Limit("--max-queued", "Executions that may wait"), "max_queued"),
        (Limit("--per-minute", "Executions that may begin in a minute"), "requests_per_minute"),
        (Limit("--daily-usd", "US dollars per day, UTC"), "daily_spend_usd"),
        (Limit("--monthly-usd", "US dollars per month, UTC"), "monthly_spend_usd"),
    ];

    /// <summary>All of them.</summary>
    public IEnumerable<Symbol> All => _limits.Select(limit => limit.Option);

    /// <summary>Writes those that were set as the field <c>limits</c>.</summary>
    public void Write(CommandContext context, Utf8JsonWriter json)
    {
        var set = _limits.Where(limit => context.Has(limit.Option)).ToList();
        if (set.Count == 0)
        {
            return;
        }

        json.WriteStartObject("limits"u8);
        foreach (var (option, field) in set)
        {
            var text = context.Value(option);
            if (text == "none")
            {
                json.WriteNull(field);
            }
            else if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                json.WriteNumber(field, number);
            }
            else
            {
                throw CommandFailure.Usage($"{option.Name} '{text}' is neither a number nor 'none'.");
            }
        }

        json.WriteEndObject();
    }

    private static Option<string?> Limit(string name, string description) => new(name) { Description = description + "; 'none' for no limit", HelpName = "n" };
}
