using System.Text.Json;

namespace Polydev.Controller.Usage;

/// <summary>Reads a price list and finds everything that is wrong with it at once.</summary>
internal static class PriceFileReader
{
    /// <summary>Version of the format that is understood.</summary>
    public const int Version = 1;

    /// <summary>The operator's list, or the built-in one.</summary>
    /// <param name="path">File of the operator; null for the built-in list.</param>
    /// <exception cref="StartupException">The list has faults; all are named.</exception>
    public static PriceBook Read(string? path)
    {
        try
        {
            using var stream = path is null ? BuiltIn() : File.OpenRead(path);
            var file = JsonSerializer.Deserialize(stream, PriceJson.Default.PriceFile) ?? throw new JsonException("The file is null.");
            var faults = FaultsOf(file).ToList();
            return faults.Count == 0 ? new PriceBook(file) : throw Invalid(path, string.Join("; ", faults), null);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static Stream BuiltIn() =>
        typeof(PriceFileReader).Assembly.GetManifestResourceStream("Polydev.Controller.Usage.prices.json")!;

    private static StartupException Invalid(string? path, string faults, Exception? cause) => new(
        "price_file_invalid",
        $"The price file {path ?? "of this build"} cannot be used: {faults}. Correct it, or leave it out to use the built-in prices.",
        cause);

    private static IEnumerable<string> FaultsOf(PriceFile file)
    {
        if (file.Version != Version)
        {
            yield return $"version {file.Version} is not known, this is for version {Version}";
        }

        if (file.Currency != "USD")
        {
            yield return $"currency '{file.Currency}' is not known, only USD";
        }

        var seen = new HashSet<(string, string)>();
        for (var index = 0; index < file.Prices.Count; index++)
        {
            foreach (var fault in FaultsOf(file.Prices[index], seen))
            {
                yield return $"prices[{index}]: {fault}";
            }
        }
    }

    private static IEnumerable<string> FaultsOf(PriceEntry entry, HashSet<(string Provider, string Model)> seen)
    {
        if (entry.Provider.Length == 0)
        {
            yield return "provider is empty";
        }

        if (entry.Models.Count == 0)
        {
            yield return "models is empty";
        }

        foreach (var model in entry.Models)
        {
            if (model.Length == 0 || model.IndexOf('*') is >= 0 and var star && star != model.Length - 1)
            {
                yield return $"model '{model}' must be a name, or a beginning of one followed by '*'";
            }

            if (!seen.Add((entry.Provider, model)))
            {
                yield return $"model '{model}' of {entry.Provider} has two prices";
            }
        }

        if (entry.All().Concat(entry.LongContext?.All() ?? []).Any(rate => rate < 0))
        {
            yield return "a price is below zero";
        }

        if (entry.LongContext is { AboveInputTokens: < 1 })
        {
            yield return "above_input_tokens must be at least 1";
        }
    }
}
