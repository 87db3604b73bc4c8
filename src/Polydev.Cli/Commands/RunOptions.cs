using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Client;
using Polydev.Protocol.Calls;

namespace Polydev.Cli.Commands;

/// <summary>The options of <c>polydev run</c>, and the request they make.</summary>
internal sealed class RunOptions
{
    private static readonly string[] ProviderChoices = [ProviderNames.OpenAi, ProviderNames.Anthropic, ProviderNames.Google];
    private static readonly string[] WireChoices = [WireNames.OpenAiChat, WireNames.OpenAiResponses, WireNames.AnthropicMessages, WireNames.Gemini];

    private readonly Argument<string?> _prompt = new("prompt") { Description = "The prompt; without it, standard input is read", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _provider = new("--provider", "-p") { Description = "openai, anthropic or google", HelpName = "name", Required = true };
    private readonly Option<string> _model = new("--model", "-m") { Description = "The provider's name of the model", HelpName = "name", Required = true };
    private readonly Option<string?> _system = new("--system") { Description = "System instruction", HelpName = "text" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Most tokens to produce", HelpName = "n" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "Sampling temperature, 0 to 2", HelpName = "t" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds until the execution must be over", HelpName = "seconds" };
    private readonly Option<string?> _wire = new("--wire") { Description = "Wire to speak; the provider's usual one when left out", HelpName = "name" };
    private readonly Option<string[]> _fallback = new("--fallback") { Description = "Where to go when the provider fails before its first output; may be repeated", HelpName = "provider/model" };
    private readonly Option<int?> _attempts = new("--max-attempts") { Description = "Most attempts at each provider and model, 1 to 10", HelpName = "n" };
    private readonly Option<string?> _isolation = new("--isolation") { Description = "tenant: share a worker with the tenant's other executions; execution: a worker of its own", HelpName = "kind" };
    private readonly Option<string?> _user = new("--user") { Description = "Your own name of your user, for usage figures", HelpName = "name" };
    private readonly Option<string[]> _option = new("--option", "-o") { Description = "A raw field of the provider's own API; the value is JSON or text; may be repeated", HelpName = "field=value" };
    private readonly Option<bool> _noStream = new("--no-stream") { Description = "Ask the provider for a whole answer" };
    private readonly Option<FileInfo?> _file = new("--file", "-f") { Description = "A JSON file with an array of messages", HelpName = "messages.json" };

    /// <summary>Sets what is completed and accepted.</summary>
    public RunOptions()
    {
        _provider.AcceptOnlyFromAmong(ProviderChoices);
        _wire.AcceptOnlyFromAmong(WireChoices);
        _isolation.AcceptOnlyFromAmong("tenant", "execution");
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Symbol> All =>
        [_prompt, _provider, _model, _system, _maxTokens, _temperature, _timeout, _wire, _fallback, _attempts, _isolation, _user, _option, _noStream, _file];

    /// <summary>The request that the command line, the file and standard input make together.</summary>
    public async Task<RunRequest> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var messages = context.Value(_file) is { } file ? Messages(file) : null;
        var prompt = context.Value(_prompt);
        if (messages is not null && prompt is not null)
        {
            throw CommandFailure.Usage("A prompt and --file are two requests.", "Leave one of them out.");
        }

        return new RunRequest
        {
            Provider = context.Value(_provider)!,
            Model = context.Value(_model)!,
            Prompt = messages is null ? prompt ?? await FromStandardInputAsync(context, cancellationToken) : null,
            Messages = messages,
            System = context.Value(_system),
            MaxTokens = context.Value(_maxTokens),
            Temperature = context.Value(_temperature),
            TimeoutSeconds = context.Value(_timeout),
            Wire = context.Value(_wire),
            MaxAttempts = context.Value(_attempts),
            Isolation = context.Value(_isolation),
            User = context.Value(_user),
            Stream = context.Value(_noStream) ? false : null,
            Fallbacks = context.Value(_fallback) is { Length: > 0 } fallbacks ? [.. fallbacks.Select(Fallback)] : null,
            Options = context.Value(_option) is { Length: > 0 } options ? RawFields(options) : null,
        };
    }

    private static async Task<string> FromStandardInputAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Shell.InIsTerminal)
        {
            throw CommandFailure.Usage("There is no prompt.", "Write it behind 'polydev run', pipe it in, or name a file of messages with --file.");
        }

        var text = await context.Shell.In.ReadToEndAsync(cancellationToken);
        return text.Trim().Length > 0 ? text : throw CommandFailure.Usage("Standard input is empty: there is no prompt.");
    }

    private static RunFallback Fallback(string text) => text.Split('/', 2) is [{ Length: > 0 } provider, { Length: > 0 } model]
        ? new RunFallback(provider, model)
        : throw CommandFailure.Usage($"--fallback '{text}' is not provider/model.", "For example --fallback anthropic/claude-sonnet-4-5.");

    private static List<Message> Messages(FileInfo file)
    {
        try
        {
            var messages = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), ClientJson.Default.ListMessage);
            return messages is { Count: > 0 } ? messages : throw CommandFailure.Usage($"{file} has no messages.");
        }
        catch (JsonException exception)
        {
            throw CommandFailure.Usage($"{file} is not an array of messages: {exception.Message}", "It looks like [{\"role\": \"user\", \"content\": \"Hello\"}].");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{file} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Fields of the provider's body; a value that is no JSON is text.</summary>
    private static JsonElement RawFields(IEnumerable<string> pairs)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var pair in pairs)
            {
                if (pair.Split('=', 2) is not [{ Length: > 0 } name, var value])
                {
                    throw CommandFailure.Usage($"--option '{pair}' is not field=value.", "For example --option top_p=0.9.");
                }

                json.WritePropertyName(name);
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    private static void WriteValue(Utf8JsonWriter json, string value)
    {
        try
        {
            JsonElement.Parse(value).WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(value);
        }
    }
}
