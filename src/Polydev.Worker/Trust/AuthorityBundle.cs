using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Worker.Trust;

/// <summary>A file of certificate authorities, of which only those are taken in that somebody names.</summary>
/// <remarks>OpenSSL needs 0.15 ms and 10 KB for each authority. A machine trusts 150 of them, a worker meets two or three.</remarks>
/// <param name="path">The file, PEM (RFC 7468). It is read anew each time: the operator may replace it.</param>
internal sealed class AuthorityBundle(string path)
{
    // X.509 in DER, RFC 5280 §4.1: before the subject stand version [0] (when it is not 1), serial number, algorithm, issuer and validity.
    private const int FieldsBeforeSubject = 4;
    private static readonly Asn1Tag s_version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private delegate bool Wanted(ReadOnlySpan<byte> certificate);

    /// <summary>When the file was last written (UTC): another time is another file.</summary>
    public DateTime Changed => File.GetLastWriteTimeUtc(path);

    /// <summary>The authorities with one of these subjects; none when the file cannot be read.</summary>
    /// <param name="subjects">Distinguished names in DER, compared byte by byte.</param>
    public IReadOnlyList<X509Certificate2> Find(IReadOnlyList<byte[]> subjects) => Read(certificate => Among(subjects, SubjectOf(certificate)));

    /// <summary>All of them; none when the file cannot be read.</summary>
    public IReadOnlyList<X509Certificate2> All() => Read(static _ => true);

    private List<X509Certificate2> Read(Wanted wanted)
    {
        var found = new List<X509Certificate2>();
        try
        {
            var rest = File.ReadAllBytes(path).AsSpan();
            while (TryNext(ref rest, out var text))
            {
                if (Take(Decode(text), wanted) is { } authority)
                {
                    found.Add(authority);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An authority that cannot be read is not trusted.
        }

        return found;
    }

    private static X509Certificate2? Take(ReadOnlySpan<byte> certificate, Wanted wanted)
    {
        try
        {
            return wanted(certificate) ? X509CertificateLoader.LoadCertificate(certificate) : null;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Finds the text between the next two marks.</summary>
    private static bool TryNext(ref Span<byte> rest, out Span<byte> text)
    {
        var begin = "-----BEGIN CERTIFICATE-----"u8;
        var start = rest.IndexOf(begin);
        rest = start < 0 ? [] : rest[(start + begin.Length)..];
        var length = rest.IndexOf((byte)'-');
        text = length < 0 ? [] : rest[..length];
        return length >= 0;
    }

    /// <summary>Decodes base64 in place. The line ends go first: without them the decoder takes a fifth of the time.</summary>
    private static Span<byte> Decode(Span<byte> text)
    {
        var length = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            line.CopyTo(text[length..]);
            length += line.Length;
        }

        _ = Base64.DecodeFromUtf8InPlace(text[..length], out var decoded);
        return text[..decoded];
    }

    private static ReadOnlySpan<byte> SubjectOf(ReadOnlySpan<byte> certificate)
    {
        var rest = Content(Content(certificate));
        if (Asn1Tag.Decode(rest, out _).HasSameClassAndValue(s_version))
        {
            rest = rest[Length(rest)..];
        }

        for (var field = 0; field < FieldsBeforeSubject; field++)
        {
            rest = rest[Length(rest)..];
        }

        return rest[..Length(rest)];
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> sequence)
    {
        AsnDecoder.ReadSequence(sequence, AsnEncodingRules.DER, out var offset, out var length, out _);
        return sequence.Slice(offset, length);
    }

    private static int Length(ReadOnlySpan<byte> value)
    {
        AsnDecoder.ReadEncodedValue(value, AsnEncodingRules.DER, out _, out _, out var length);
        return length;
    }

    private static bool Among(IReadOnlyList<byte[]> names, ReadOnlySpan<byte> name)
    {
        foreach (var one in names)
        {
            if (name.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }
}
