using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Anthropic;

/// <summary>Token figures as Anthropic counts them: input without what was read from or written to the cache.</summary>
/// <remarks>They come twice in a stream; the later ones replace the earlier, and the input may have grown.</remarks>
internal sealed class AnthropicUsage
{
    private long? _input;
    private long? _output;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _thinking;

    public void Read(JsonSlice usage)
    {
        JsonSlice input = default, output = default, cacheRead = default, cacheWrite = default, details = default;
        foreach (var field in usage.Fields)
        {
            _ = field.Into("input_tokens"u8, ref input) || field.Into("output_tokens"u8, ref output)
                || field.Into("cache_read_input_tokens"u8, ref cacheRead) || field.Into("cache_creation_input_tokens"u8, ref cacheWrite)
                || field.Into("output_tokens_details"u8, ref details);
        }

        _input = input.Number ?? _input;
        _output = output.Number ?? _output;
        _cacheRead = cacheRead.Number ?? _cacheRead;
        _cacheWrite = cacheWrite.Number ?? _cacheWrite;
        _thinking = details.Field("thinking_tokens"u8).Number ?? _thinking;
    }

    /// <summary>Gives the figures out, counted our way; to be called once they are final.</summary>
    public void Settle(Answer answer) => answer.Usage = new UsageFigures
    {
        Input = (_input ?? 0) + (_cacheRead ?? 0) + (_cacheWrite ?? 0),
        Output = _output ?? 0,
        Cached = _cacheRead,
        CacheWrite = _cacheWrite,
        Reasoning = _thinking,
    };
}
