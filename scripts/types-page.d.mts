export declare const typesPagePath: string;
export declare function typesPage(): string;
