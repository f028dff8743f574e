extension SMHErrorCode {
    /// The HTTP status that goes with the code (reference 20); 400 for those that are not named here.
    public var defaultStatus: Int { Self.statuses[self] ?? 400 }

    private static let statuses: [SMHErrorCode: Int] = {
        var statuses: [SMHErrorCode: Int] = [:]
        for (status, codes) in table {
            for code in codes { statuses[code] = status }
        }
        return statuses
    }()

    private static let table: [(Int, [SMHErrorCode])] = [
        (
            403,
            [
                .accessTokenNotMatchLibrary, .accessTokenNotMatchSpace, .accessTokenVersionNotMatch,
                .invalidAccessToken, .libraryInitializing, .libraryServiceExpired, .libraryServiceTimeExpired,
                .noPermission, .readForbidden, .spaceBanned, .uploadNotBelongYou, .writeForbidden,
            ]
        ),
        (
            404,
            [
                .confirmKeyNotFound, .cosObjectNonexistent, .directoryNotFound, .favoriteIDNotFound, .fileNotFound,
                .fileRemovedByQuota, .libraryNotFound, .markerNotFound, .noQuota, .pathNotFound, .quotaNotFound,
                .recycledItemNotFound, .rootLinkFileNotFound, .routeNotFound, .searchIDNotFound,
                .sourceDirectoryNotFound, .sourceFileNotFound, .sourcePathNotFound, .spaceNotFound, .uploadNotFound,
                .wrongLibraryIDOrSecret,
            ]
        ),
        (408, [.readRequestTimeout]),
        (
            409,
            [
                .circleSymlink, .duplicateFavoriteRecord, .duplicateQuota, .pathConflict, .renameTooManyTimes,
                .sameNameDirectoryOrFileExists, .spaceNotEmpty, .uploadComplete,
            ]
        ),
        (413, [.requestEntityTooLarge]),
        (414, [.uriTooLong]),
        (429, [.rateLimitExceeded]),
        (431, [.headerFieldsTooLarge]),
        (451, [.sensitiveContentRecognized]),
        (499, [.clientDisconnected]),
        (500, [.internalServerError]),
        (503, [.requestTimeout, .serverOverloaded]),
    ]
}
